package dev.baton.shop.service;

/** What a service says to a call: a status and a JSON body. */
record Answer(int status, String json) {
    static Answer ok(Object value) {
        return new Answer(200, Json.of(value));
    }

    static Answer problem(int status, String sentence) {
        return new Answer(status, Json.problem(sentence));
    }
}
