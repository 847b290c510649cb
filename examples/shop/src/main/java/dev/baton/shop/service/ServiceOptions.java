package dev.baton.shop.service;

import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.fault.FaultProfile;
import java.time.Duration;

/**
 * How a service behaves.
 *
 * @param seed what the faults are drawn from; the same for all five
 * @param timings what its callers time out after
 * @param downAfter with {@link FaultProfile#OUTAGE}: how long after the first call payment goes down
 * @param downFor how long it is down then
 */
public record ServiceOptions(
        long seed, FaultProfile faults, ShopTimings timings, Duration downAfter, Duration downFor) {
    /** With these faults, and the default times: an outage begins 2 s after the first call and lasts 60 s. */
    public static ServiceOptions of(long seed, FaultProfile faults) {
        return new ServiceOptions(seed, faults, ShopTimings.DEFAULT, Duration.ofSeconds(2), Duration.ofSeconds(60));
    }

    /** The same with other times. */
    public ServiceOptions with(ShopTimings other) {
        return new ServiceOptions(seed, faults, other, downAfter, downFor);
    }

    /** The same with an outage at another moment. */
    public ServiceOptions down(Duration after, Duration lasting) {
        return new ServiceOptions(seed, faults, timings, after, lasting);
    }
}
