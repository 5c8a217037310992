using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;
using Longhaul.PostgreSql;

namespace Longhaul.Cli.Doctor;

/// <summary>Reaches the store, and compares clocks.</summary>
internal static class StoreChecks
{
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        StoreChoice choice, ProjectDefinition? project, SettingReader settings, TimeProvider clock, CancellationToken cancel)
    {
        if (choice.Place is StorePlace.LocalFile { Path: var path } && !File.Exists(path))
        {
            return [WhyNotMade(path) ?? Finding.Ok("store", $"{path} (by {choice.Source}) is not there yet; the first command makes it")];
        }

        async Task<IReadOnlyList<Finding>> Examine(IJobStore store) => project is null ? [] : await SecretChecks.RunAsync(store, project, settings, cancel);
        try
        {
            return choice.Place is StorePlace.Server { Address: var address }
                ? await ServerAsync(choice, address, Examine, clock, cancel)
                : await OpenedAsync(choice, Examine, clock, cancel);
        }
        catch (StoreUnusableException e)
        {
            return [Finding.Problem("store", e.Message, null, ExitCode.BadConfiguration)];
        }
        catch (StoreUnavailableException e)
        {
            var remedy = choice.Place is StorePlace.Server ? null : "see that the file can be read and written, and that nothing holds it locked";
            return [Finding.Problem("store", e.Message, remedy, ExitCode.StoreUnreachable)];
        }
    }

    private static async Task<IReadOnlyList<Finding>> ServerAsync(
        StoreChoice choice, PostgreSqlAddress address, Func<IJobStore, Task<IReadOnlyList<Finding>>> examine, TimeProvider clock, CancellationToken cancel)
    {
        var server = await PostgreSqlExamination.RunAsync(address, cancel);
        Finding[] found = [.. ServerChecks.Run(address, server)];
        return found.Any(one => one.Level == FindingLevel.Problem) || !server.HasStore
            ? [.. found, Clock(server.Now, clock.GetUtcNow())]
            : [.. found, .. await OpenedAsync(choice, examine, clock, cancel)];
    }

    private static async Task<IReadOnlyList<Finding>> OpenedAsync(
        StoreChoice choice, Func<IJobStore, Task<IReadOnlyList<Finding>>> examine, TimeProvider clock, CancellationToken cancel)
    {
        await using var store = StoreOpening.Open(choice);
        var status = await store.Schema.CheckAsync(cancel);
        var workers = (await store.Workers.ListAsync(cancel)).Count(worker => !worker.Dead);
        var concerns = (await store.Health.ExamineAsync(cancel)).Select(fact => fact.Concern).OfType<string>();
        return
        [
            .. concerns.Select(concern => Finding.Warning("store", concern, "see: longhaul store")),
            Finding.Ok("store", $"{status.Address} (by {choice.Source}), schema version {status.SchemaVersion}, {workers} live workers"),
            Clock(status.Now, clock.GetUtcNow()),
            .. await examine(store),
        ];
    }

    /// <summary>Why a first command could not make the file; null where it could.</summary>
    private static Finding? WhyNotMade(string path)
    {
        if (Directory.Exists(path))
        {
            return Finding.Problem("store", $"{path} is a folder, and the store is a file", $"name a file, such as {Path.Join(path, "longhaul.db")}", ExitCode.BadConfiguration);
        }

        var folder = Path.GetDirectoryName(path)!;
        return WriteProbe.WhyNot(folder) is { } why
            ? Finding.Problem("store", $"{path} cannot be made: {why}", $"let this user write in {WriteProbe.Nearest(folder)}, or name another store", ExitCode.BadConfiguration)
            : null;
    }

    private static Finding Clock(DateTimeOffset store, DateTimeOffset here)
    {
        var skew = (store - here).Duration();
        return skew > MostSkew
            ? Finding.Warning("clock", $"the store's clock and this machine's are {Times.Span(skew)} apart", "let NTP set both")
            : here.Year < 2024
                ? Finding.Warning("clock", $"this machine believes it is {Times.At(here)}", "set its clock")
                : Finding.Ok("clock", $"{Times.At(here)}, {Times.Span(skew)} from the store's");
    }
}
