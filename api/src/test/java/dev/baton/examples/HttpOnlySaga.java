package dev.baton.examples;

import static java.time.Duration.ofHours;

import dev.baton.HttpCall;
import dev.baton.Saga;
import dev.baton.Step;

/** 6. No handler code at all: the engine calls the services. */
final class HttpOnlySaga {
    record Upload(String user, String file) {}

    record Quota(String id) {}

    record Rendered(String url) {}

    static final Step<Upload, Quota> TAKE_QUOTA = Step.named("take-quota", Upload.class, Quota.class)
            .calls(HttpCall.post("https://quota.example/reservations"))
            .compensatedBy(HttpCall.delete("https://quota.example/reservations/{key}"));

    static final Step<Upload, Rendered> RENDER = Step.named("render", Upload.class, Rendered.class)
            .calls(HttpCall.post("https://render.example/jobs"))
            .timeout(ofHours(2))
            .compensatedBy(HttpCall.delete("https://files.example/renderings/{key}"));

    static final Saga<Upload, Rendered> RENDER_UPLOAD = Saga.named("render-upload", Upload.class, Rendered.class)
            .define((saga, upload) -> {
                saga.step(TAKE_QUOTA, upload);
                return saga.step(RENDER, upload);
            });

    private HttpOnlySaga() {}
}
