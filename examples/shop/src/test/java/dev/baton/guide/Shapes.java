package dev.baton.guide;

import static java.time.Duration.ofMinutes;

import dev.baton.Done;
import dev.baton.Each;
import dev.baton.Errors;
import dev.baton.Failure;
import dev.baton.Flow;
import dev.baton.Items;
import dev.baton.Ref;
import dev.baton.Repeat;
import dev.baton.Saga;
import dev.baton.Step;
import java.util.List;

/** Branches, decisions, items, loops, fallbacks and child sagas. */
final class Shapes {

    record Trip(String traveller, String city, int nights) {}

    record Flight(String id, long cents) {}

    record Room(String id, long cents) {}

    record Bill(long cents) {}

    record Basket(List<Line> lines) {}

    record Line(String article, int count) {}

    record Picked(String article, String shelf) {}

    record Request(String table) {}

    record Job(String id, boolean ended) {}

    /** The carrier cannot be reached. */
    static final class CarrierDownException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    static Saga<Trip, Bill> parallel(Step<Trip, Flight> bookFlight, Step<Trip, Room> bookRoom) {
        // snippet: parallel
        Saga<Trip, Bill> bookTrip = Saga.named("book-trip", Trip.class, Bill.class)
                .define((saga, trip) -> {
                    var flight = saga.branch(() -> saga.step(bookFlight, trip));
                    var room = saga.branch(() -> saga.step(bookRoom, trip));
                    saga.parallel(flight, room);
                    return flight.result().with(room.result(), (f, r) -> new Bill(f.cents() + r.cents()));
                });
        // end
        return bookTrip;
    }

    // snippet: part
    /** A part of a saga is a method. */
    static Ref<Room> room(Flow saga, Ref<Trip> trip, Step<Trip, Room> cheap, Step<Trip, Room> good) {
        return saga.named("which-room")
                .either("more than a week", trip.map(t -> t.nights() > 7), () -> saga.step(cheap, trip))
                .otherwise(() -> saga.step(good, trip));
    }
    // end

    static Saga<Basket, Done> items(Step<Line, Picked> pick, Step<Basket, Done> report) {
        // snippet: items
        Saga<Basket, Done> pickBasket = Saga.named("pick-basket", Basket.class).define((saga, basket) -> {
            Ref<Items<Picked>> picked = saga.forEach(
                    Line.class,
                    basket.map(Basket::lines),
                    Each.concurrently(5).tolerating(2),
                    line -> saga.step(pick, line));
            saga.either("some are missing", picked.map(p -> !p.failures().isEmpty()), () -> saga.step(report, basket));
        });
        // end
        return pickBasket;
    }

    static Saga<Request, Job> loop(Step<Request, Job> begin, Step<Job, Job> look) {
        // snippet: loop
        Saga<Request, Job> export = Saga.named("export", Request.class, Job.class)
                .define((saga, request) -> {
                    var begun = saga.step(begin, request);
                    return saga.repeat(
                            Job.class,
                            begun,
                            Repeat.every(ofMinutes(5)).upTo(200),
                            job -> saga.step(look, job),
                            Job::ended);
                });
        // end
        return export;
    }

    static Saga<Trip, Flight> fallback(Step<Trip, Flight> bookA, Step<Trip, Flight> bookB, Step<Failure, Done> note) {
        // snippet: fallback
        Saga<Trip, Flight> bookFlight = Saga.named("book-flight", Trip.class, Flight.class)
                .define((saga, trip) -> saga.fallback(
                        () -> saga.step(bookA, trip),
                        Errors.of(CarrierDownException.class).or(Errors.named(Failure.TIMEOUT)),
                        failure -> {
                            saga.step(note, failure);
                            return saga.step(bookB, trip);
                        }));
        // end
        return bookFlight;
    }

    static Saga<Trip, Done> child(Saga<Trip, Bill> bookTrip, Step<Bill, Done> charge) {
        // snippet: child
        Saga<Trip, Done> sellTrip = Saga.named("sell-trip", Trip.class).define((saga, trip) -> {
            var bill = saga.step(bookTrip.asStep(), trip); // a saga is a step of another
            saga.step(charge, bill); // if this fails, the child is compensated
        });
        // end
        return sellTrip;
    }

    private Shapes() {}
}
