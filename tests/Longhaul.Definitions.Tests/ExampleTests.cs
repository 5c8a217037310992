using Longhaul.Core.Jobs;

namespace Longhaul.Definitions.Tests;

public sealed class ExampleTests
{
    public const string Video = """
        name: video-channel
        store: ${DATABASE_URL:-sqlite:data/longhaul.db}

        queues:
          default: { concurrency: 4 }
          render:  { concurrency: 2 }
          publish: { concurrency: 1 }

        jobs:
          narrate:
            command: [bash, steps/narrate.sh, "{{ input.text }}"]
            timeout: 5m
            stall_timeout: 60s          # silent for this long = stuck
            retry: { attempts: 4, backoff: exponential, base: 2s, max: 5m }
            memory: 512MB
            secrets: [TTS_KEY]
          deploy:
            command: [bash, deploy.sh, "{{ input.environment }}"]
            concurrency: { key: "{{ input.environment }}", limit: 1 }
            exclusive: true
            on_shutdown: finish

        pipelines:
          video:
            input:
              topic:   { type: string, required: true, max_length: 200 }
              channel: { type: string, required: true }
            tenant: "{{ input.channel }}"
            steps:
              script:   { command: [bash, steps/script.sh] }
              assets:   { needs: [script], command: [bash, steps/asset.sh, "{{ steps.script.outputs.scenes }}"] }
              narrate:  { needs: [script], job: narrate, with: { text: "{{ steps.script.outputs.text }}" } }
              assemble: { needs: [assets, narrate], queue: render, command: [bash, assemble.sh], progress: ffmpeg }
              publish:  { needs: [assemble], queue: publish, command: [bash, publish.sh] }
        """;

    [Fact]
    public void The_example_of_the_documentation_is_read()
    {
        var project = Given.Project(Video);

        project.Name.ShouldBe("video-channel");
        project.Store.ShouldBe("sqlite:data/longhaul.db");
        project.Queues["render"].Concurrency.ShouldBe(2);
        project.Kinds.Keys.Order().ShouldBe(["deploy", "narrate", "video.assemble", "video.assets", "video.publish", "video.script"]);
        project.Pipelines["video"].TenantTemplate.ShouldBe("{{ input.channel }}");
        project.Pipelines["video"].Input[0].MaxLength.ShouldBe(200);
        project.Pipelines["video"].Steps.Select(step => step.Name).ShouldBe(["script", "assets", "narrate", "assemble", "publish"]);
    }

    [Fact]
    public void A_job_has_all_that_its_keys_say()
    {
        var project = Given.Project(Video);

        var narrate = project.Kinds["narrate"];
        narrate.Command!.Arguments.ShouldBe(["bash", "steps/narrate.sh", "{{ input.text }}"]);
        narrate.Timeout.ShouldBe(TimeSpan.FromMinutes(5));
        narrate.StallTimeout.ShouldBe(TimeSpan.FromSeconds(60));
        narrate.Retry.ShouldBe(RetryPolicy.ForCommands with { Attempts = 4, Base = TimeSpan.FromSeconds(2), Max = TimeSpan.FromMinutes(5) });
        narrate.MemoryBytes.ShouldBe(512_000_000);
        narrate.Command.Secrets.ShouldBe(["TTS_KEY"]);
        var deploy = project.Kinds["deploy"];
        deploy.Concurrency.ShouldBe(new ConcurrencyLimit("{{ input.environment }}", 1));
        deploy.Exclusive.ShouldBeTrue();
    }
}
