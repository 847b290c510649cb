package dev.baton.testkit;

import dev.baton.Saga;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test that asks for a {@link TestBaton} one of its own, with the sagas that are fields of the test class, and
 * closes it afterwards.
 *
 * <pre>{@code
 * @ExtendWith(BatonExtension.class)
 * class OrderSagaTest {
 *     private final Saga<Order, Receipt> order = OrderSaga.of(new FakeShop());
 *
 *     @Test
 *     void completes(TestBaton baton) {
 *         assertThat(baton.start(order, ExecutionId.of("order-1"), AN_ORDER).result()).isEqualTo(A_RECEIPT);
 *     }
 * }
 * }</pre>
 */
public final class BatonExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BatonExtension.class);

    /** For JUnit. */
    public BatonExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestBaton.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Object test = context.getRequiredTestInstance();
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        context.getUniqueId(),
                        id -> TestBaton.with(sagasOf(test).toArray(Saga<?, ?>[]::new)),
                        TestBaton.class);
    }

    private static List<Saga<?, ?>> sagasOf(Object test) {
        var sagas = new ArrayList<Saga<?, ?>>();
        for (Class<?> type = test.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == Saga.class && value(field, test) instanceof Saga<?, ?> saga) {
                    sagas.add(saga);
                }
            }
        }
        if (sagas.isEmpty()) {
            throw new ParameterResolutionException("The test class "
                    + test.getClass().getName() + " has no field of type Saga, so there is nothing that"
                    + " its TestBaton could run. Declare the sagas under test as fields.");
        }
        return sagas;
    }

    private static @Nullable Object value(Field field, Object test) {
        try {
            field.setAccessible(true);
            return field.get(Modifier.isStatic(field.getModifiers()) ? null : test);
        } catch (IllegalAccessException e) {
            throw new ParameterResolutionException("The field " + field + " cannot be read.", e);
        }
    }
}
