package dev.baton.checks;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * How many lines a file or a method has; a method without its Javadoc.
 *
 * @param name the path below the root; for a method {@code path#Class.method}
 */
record Length(String name, int lines) {

    /** Measures the files and all their methods. */
    static List<Length> of(List<Path> javaFiles) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var lengths = new ArrayList<Length>();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var units = manager.getJavaFileObjectsFromPaths(javaFiles);
            var task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, units);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                String file = Checkout.name(Path.of(unit.getSourceFile().toUri()));
                lengths.add(new Length(
                        file, (int) Checkout.read(Path.of(unit.getSourceFile().toUri()))
                                .lines()
                                .count()));
                new Methods(unit, positions, file).scan(unit, lengths);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lengths;
    }

    private static final class Methods extends TreePathScanner<@Nullable Void, List<Length>> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final String file;

        Methods(CompilationUnitTree unit, SourcePositions positions, String file) {
            this.unit = unit;
            this.positions = positions;
            this.file = file;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, List<Length> lengths) {
            long start = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
            long end = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
            String owner = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                    ? type.getSimpleName().toString()
                    : "";
            lengths.add(new Length(file + "#" + owner + "." + method.getName(), (int) (end - start + 1)));
            return super.visitMethod(method, lengths);
        }
    }
}
