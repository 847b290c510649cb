package dev.baton.examples;

import dev.baton.Compensation;
import dev.baton.Done;
import dev.baton.Flow;
import dev.baton.Ref;
import dev.baton.Saga;
import dev.baton.Step;

/** 2. Parallel branches with a join; one step used twice; a part of a saga as a method. */
final class TravelSaga {
    record Trip(String traveller, String from, String to) {}

    record Leg(String from, String to) {}

    record Ticket(String number) {}

    record Room(String hotel) {}

    record Transfer(String taxi) {}

    record Itinerary(Ticket out, Ticket back, Room room) {}

    interface Agency {
        Ticket book(Leg leg);

        void cancel(Compensation<Leg, Ticket> compensation);

        Room reserve(Trip trip);

        void giveUp(Compensation<Trip, Room> compensation);

        Transfer order(Room room);

        void callOff(Compensation<Room, Transfer> compensation);

        void send(Itinerary itinerary);
    }

    private final Step<Leg, Ticket> flight;
    private final Step<Trip, Room> hotel;
    private final Step<Room, Transfer> taxi;
    private final Step<Itinerary, Done> send;

    TravelSaga(Agency agency) {
        flight =
                Step.named("flight", Leg.class, Ticket.class).does(agency::book).compensatedBy(agency::cancel);
        hotel = Step.named("hotel", Trip.class, Room.class)
                .does(agency::reserve)
                .compensatedBy(agency::giveUp);
        taxi = Step.named("taxi", Room.class, Transfer.class)
                .does(agency::order)
                .compensatedBy(agency::callOff);
        send = Step.named("send", Itinerary.class).does(agency::send);
    }

    Saga<Trip, Itinerary> bookTrip() {
        return Saga.named("book-trip", Trip.class, Itinerary.class).define((saga, trip) -> {
            var out = saga.branch(() -> saga.step(flight, trip.map(t -> new Leg(t.from(), t.to()))));
            var back = saga.branch(() ->
                    saga.step(flight.renamed("flight-back"), trip.map(t -> new Leg(t.to(), t.from()))));
            var room = saga.branch(() -> roomWithTaxi(saga, trip));
            saga.parallel(out, back, room);
            var itinerary = out.result().with(back.result(), room.result(), Itinerary::new);
            saga.pivot(send, itinerary);
            return itinerary;
        });
    }

    private Ref<Room> roomWithTaxi(Flow saga, Ref<Trip> trip) {
        var room = saga.step(hotel, trip);
        saga.step(taxi, room);
        return room;
    }
}
