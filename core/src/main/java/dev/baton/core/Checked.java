package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.DefinitionIndex.Place;

/** What a parent has to know about the definition of its child. */
record Checked(boolean isFlow, boolean mayPassPivot, boolean hasEffects) {

    static Checked of(Definition definition) {
        var graph = new Graph(new DefinitionIndex(definition));
        return of(graph, new Phases(graph));
    }

    static Checked of(Graph graph, Phases phases) {
        boolean pivot = false;
        boolean effects = false;
        for (Place place : graph.index().places()) {
            boolean step = place.node() instanceof Node.Task || place.node() instanceof Node.Child;
            if (step && phases.isReached(graph.in(place.number()))) {
                pivot |= RoleCheck.isPointOfNoReturn(place.node());
                effects |= Phases.roleOf(place.node()) != Role.READ_ONLY;
            }
        }
        return new Checked(graph.index().isFlow(), pivot, effects);
    }
}
