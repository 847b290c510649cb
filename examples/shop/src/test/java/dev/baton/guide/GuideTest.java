package dev.baton.guide;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.SagaFailedException;
import dev.baton.Step;
import dev.baton.StepRefusedException;
import dev.baton.guide.Shapes.Basket;
import dev.baton.guide.Shapes.Bill;
import dev.baton.guide.Shapes.CarrierDownException;
import dev.baton.guide.Shapes.Flight;
import dev.baton.guide.Shapes.Job;
import dev.baton.guide.Shapes.Line;
import dev.baton.guide.Shapes.Picked;
import dev.baton.guide.Shapes.Request;
import dev.baton.guide.Shapes.Room;
import dev.baton.guide.Shapes.Trip;
import dev.baton.guide.Shop.Carrier;
import dev.baton.guide.Shop.Confirmation;
import dev.baton.guide.Shop.Order;
import dev.baton.guide.Shop.Parcel;
import dev.baton.guide.Talking.Letter;
import dev.baton.guide.Talking.Signed;
import dev.baton.guide.Waiting.Approval;
import dev.baton.guide.Waiting.Claim;
import dev.baton.guide.Waiting.Payout;
import dev.baton.testkit.TestBaton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's programs do what the guide says. */
class GuideTest {

    private static final Order ORDER = new Order("42", "Harbour Street 7", 4_999);
    private static final Trip TRIP = new Trip("ada", "Lisbon", 3);
    private static final Claim CLAIM = new Claim("7", 500_000);

    private final Fakes fakes = new Fakes();
    private final List<String> paid = new ArrayList<>();
    private final Step<Payout, Done> pay = Step.named("pay", Payout.class).does(payout -> {
        paid.add(payout.approvedBy());
    });
    private final Step<Claim, Done> remind =
            Step.named("remind", Claim.class).does(claim -> {}).readOnly();

    @Test
    void anOrderRunsOnAFile(@TempDir Path folder) {
        var placeOrder = placeOrder(shipment -> new Parcel("box-1"));
        Confirmation done = GettingStarted.run(folder.resolve("orders.db"), placeOrder, ORDER);
        assertThat(done).isEqualTo(new Confirmation("p-42", "box-1"));
    }

    // snippet: time
    @Test
    void failsTheClaimThatNobodyAnswers() {
        Saga<Claim, Done> settleClaim = Waiting.settleClaim(pay, remind);
        try (var baton = TestBaton.with(settleClaim)) {
            var claim = baton.start(settleClaim, ExecutionId.of("claim-7"), CLAIM);
            baton.advance(ofDays(4)); // two days, a reminder, and nearly two more
            assertThat(claim.status()).isEqualTo(ExecutionStatus.RUNNING);

            baton.advance(ofHours(2));

            assertThatThrownBy(claim::result).isInstanceOf(SagaFailedException.class);
            assertThat(paid).isEmpty();
        }
    }
    // end

    // snippet: undo
    @Test
    void undoesAnOrderThatNobodyShips() {
        Saga<Order, Confirmation> placeOrder = placeOrder(shipment -> {
            throw new StepRefusedException("no carrier goes there");
        });
        try (var baton = TestBaton.with(placeOrder)) {
            var order = baton.start(placeOrder, ExecutionId.of("order-42"), ORDER);

            assertThatThrownBy(order::result)
                    .isInstanceOf(SagaCompensatedException.class)
                    .hasMessageContaining("no carrier goes there");
            assertThat(fakes.calls).containsExactly("reserve", "charge", "refund", "release");
        }
    }
    // end

    @Test
    void paysWhatWasApproved() {
        Saga<Claim, Done> settleClaim = Waiting.settleClaim(pay, remind);
        try (var baton = TestBaton.with(settleClaim)) {
            var claim = baton.start(settleClaim, ExecutionId.of("claim-7"), CLAIM);
            new Talking(baton.client()).approve();
            baton.advance(ofHours(1));
            assertThat(claim.status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(paid).containsExactly("alice");
        }
    }

    @Test
    void refusesTheClaimThatWasNotGranted() {
        Saga<Claim, Done> settleClaim = Waiting.settleClaim(pay, remind);
        try (var baton = TestBaton.with(settleClaim)) {
            var claim = baton.start(settleClaim, ExecutionId.of("claim-7"), CLAIM);
            baton.advance(ofHours(1));
            baton.signal(claim, Waiting.APPROVAL, new Approval(false, "bob"));
            assertThatThrownBy(claim::result).hasMessageContaining("Refused by bob");
        }
    }

    @Test
    void aLetterComesBack() {
        var tokens = new ArrayList<String>();
        Step<Letter, Signed> sign = Talking.sign((letter, token) -> tokens.add(token));
        Saga<Letter, Signed> signing =
                Saga.named("signing", Letter.class, Signed.class).define((saga, letter) -> saga.step(sign, letter));
        try (var baton = TestBaton.with(signing)) {
            var letter = baton.start(signing, ExecutionId.of("letter-1"), new Letter("bob", "please sign"));
            new Talking(baton.client()).letterCameBack(sign, tokens.getFirst());
            baton.advance(ofHours(1));
            assertThat(letter.result()).isEqualTo(new Signed("bob"));
        }
    }

    @Test
    void shapesRun() {
        Step<Trip, Flight> flight = Step.named("flight", Trip.class, Flight.class)
                .does(trip -> new Flight("f", 100))
                .readOnly();
        Step<Trip, Room> room = Step.named("room", Trip.class, Room.class)
                .does(trip -> new Room("r", 50))
                .readOnly();
        Saga<Trip, Bill> bookTrip = Shapes.parallel(flight, room);
        assertThat(result(bookTrip, TRIP)).isEqualTo(new Bill(150));

        Step<Bill, Done> charge =
                Step.named("charge-trip", Bill.class).does(bill -> {}).compensatedBy(undo -> {});
        assertThat(result(Shapes.child(bookTrip, charge), TRIP)).isEqualTo(Done.DONE);

        Saga<Trip, Room> rooms = Saga.named("rooms", Trip.class, Room.class)
                .define((saga, trip) -> Shapes.room(saga, trip, room.renamed("cheap"), room.renamed("good")));
        assertThat(result(rooms, TRIP)).isEqualTo(new Room("r", 50));
    }

    @Test
    void anItemMayFailAndALoopEnds() {
        Step<Line, Picked> pick = Step.named("pick", Line.class, Picked.class)
                .does(line -> {
                    if (line.count() == 0) {
                        throw new StepRefusedException("none left");
                    }
                    return new Picked(line.article(), "a1");
                })
                .readOnly();
        var reports = new ArrayList<String>();
        Step<Basket, Done> report = Step.named("report", Basket.class)
                .does(basket -> {
                    reports.add("missing");
                })
                .readOnly();
        var basket = new Basket(List.of(new Line("tea", 1), new Line("mug", 0), new Line("spoon", 2)));
        assertThat(result(Shapes.items(pick, report), basket)).isEqualTo(Done.DONE);
        assertThat(reports).hasSize(1);

        Step<Request, Job> begin = Step.named("begin", Request.class, Job.class)
                .does(request -> new Job("x", false))
                .readOnly();
        Step<Job, Job> look = Step.named("look", Job.class, Job.class)
                .does((job, context) -> new Job(job.id() + "x", job.id().length() > 2))
                .readOnly();
        assertThat(result(Shapes.loop(begin, look), new Request("orders"))).isEqualTo(new Job("xxxx", true));
    }

    @Test
    void theSecondCarrierIsTaken() {
        Step<Trip, Flight> bookA = Step.named("book-a", Trip.class, Flight.class)
                .does((trip, context) -> {
                    throw new CarrierDownException();
                })
                .compensatedBy(undo -> fakes.calls.add("undo a"));
        Step<Trip, Flight> bookB = Step.named("book-b", Trip.class, Flight.class)
                .does(trip -> new Flight("b", 1))
                .compensatedBy(undo -> {});
        Step<Failure, Done> note =
                Step.named("note", Failure.class).does(failure -> {}).readOnly();
        assertThat(result(Shapes.fallback(bookA, bookB, note), TRIP)).isEqualTo(new Flight("b", 1));
        assertThat(fakes.calls).containsExactly("undo a");
    }

    @Test
    void incidentsAreAnsweredOneByOneAndByCause() {
        Step<Order, Done> stubborn = Step.named("book", Order.class)
                .does(order -> {})
                .compensatedBy(undo -> {
                    throw new StepRefusedException("closed");
                })
                .compensationRetry(Retry.never());
        Step<Order, Done> fails = Step.named("ship", Order.class)
                .does(order -> {
                    throw new StepRefusedException("no");
                })
                .readOnly();
        Saga<Order, Done> saga = Saga.named("stubborn", Order.class).define((flow, order) -> {
            flow.step(stubborn, order);
            flow.step(fails, order);
        });
        try (var baton = TestBaton.with(saga)) {
            var incidents = new Incidents(baton.client());
            var first = baton.start(saga, ExecutionId.of("order-42"), ORDER);
            baton.start(saga, ExecutionId.of("order-43"), ORDER);
            assertThat(incidents.answerAll(baton.client()
                            .incidents(IncidentFilter.defaults(), Paging.defaults())
                            .items()
                            .getFirst()))
                    .hasSize(2);
            baton.advance(ofDays(1));
            incidents.answerOne();
            baton.advance(ofHours(1));
            assertThat(first.status()).isEqualTo(ExecutionStatus.COMPENSATED);
        }
    }

    private Saga<Order, Confirmation> placeOrder(Carrier carrier) {
        return PlaceOrder.saga(fakes, fakes, carrier, order -> {});
    }

    private static <I, O> O result(Saga<I, O> saga, I input) {
        try (var baton = TestBaton.with(saga)) {
            var execution = baton.start(saga, ExecutionId.of("e-1"), input);
            Stream.of(1, 2, 3, 4).forEach(hour -> baton.advance(ofHours(1)));
            return execution.result();
        }
    }
}
