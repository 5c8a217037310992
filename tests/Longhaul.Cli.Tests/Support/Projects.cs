namespace Longhaul.Cli.Tests.Support;

/// <summary>Projects for tests.</summary>
internal static class Projects
{
    public const string Small = """
        name: small
        queues:
          default: { concurrency: 2 }
          slow: { concurrency: 1 }
        jobs:
          ok: { command: [sh, -c, 'echo out; echo err >&2', ok, "{{ input.text }}"] }
          bad: { command: [sh, -c, 'echo no good >&2; exit 3'] }
          long: { command: [sleep, "60"], grace: 1s, on_shutdown: requeue }
          stubborn: { command: [sleep, "60"] }
        pipelines:
          two:
            input:
              version: { type: string, required: true }
            steps:
              first: { command: [echo, "{{ input.version }}"] }
              second: { needs: [first], command: [echo, done] }
          broken:
            steps:
              good: { command: ["true"] }
              wrong: { needs: [good], command: [sh, -c, 'exit 4'] }
        """;

    public static TemporaryFolder Make(string yaml = Small)
    {
        var folder = new TemporaryFolder();
        folder.File("longhaul.yaml", yaml);
        return folder;
    }
}
