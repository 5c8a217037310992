using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs why</c>: what keeps a job from running, and what would make it run.</summary>
internal static class JobsWhyCommand
{
    public static Command Create(CommandShell shell)
    {
        var id = Shared.JobId();
        var json = Shared.Json();
        var command = new Command("why", "Tell why a job is not running, and what would make it run") { id, json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed, session => TellAsync(session, parsed.GetValue(id), parsed.GetValue(json), cancel), cancel));
        return command;
    }

    private static async Task<int> TellAsync(StoreSession session, long id, bool json, CancellationToken cancel)
    {
        var why = await session.Store.Queries.ExplainAsync(id, cancel)
            ?? throw new NotFoundException($"there is no job {id}; see: longhaul jobs list");
        if (json)
        {
            JsonOutput.WriteOne(session.Terminal.Out, ExplanationJson.Of(why), JsonOutput.Types.ExplanationJson);
            return ExitCode.Done;
        }

        foreach (var line in Lines(why))
        {
            session.Terminal.Out.WriteLine(TerminalText.Neutralise(line));
        }

        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(Explanation why)
    {
        var job = why.Job;
        yield return $"job {job.Id} ({job.Step ?? job.Kind}, queue {job.Queue}): {JobStatus.Of(job)}";
        if (why.Reasons.Count == 0)
        {
            yield return $"  {WaitText.Nothing}";
        }

        foreach (var (reason, i) in why.Reasons.Select((reason, i) => (reason, i + 1)))
        {
            yield return $"{(why.Reasons.Count > 1 ? $"{i}." : " ")} {reason.Sentence(why)}";
            foreach (var member in reason.Jobs.Where(_ => reason.Code == WaitCode.Children))
            {
                yield return $"     {WaitText.Of(member)}{(member.Why is { } own && member.State != JobState.Running ? $": {own.Sentence(why)}" : "")}";
            }

            yield return $"   → {reason.Remedy(why)}";
        }
    }
}
