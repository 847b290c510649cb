package dev.baton.shop.engine;

import tools.jackson.databind.json.JsonMapper;

/** How the demo and the engine's desk write to each other. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}
}
