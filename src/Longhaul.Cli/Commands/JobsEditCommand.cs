using System.CommandLine;
using Longhaul.Cli.Inputs;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Edits;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs edit</c>: a person changes what a job is told or put out, and the run goes on from there.</summary>
internal static class JobsEditCommand
{
    public static Command Create(CommandShell shell)
    {
        var id = Shared.JobId();
        var input = Field("--input", "A member of its input; what is over and had the old one runs again");
        var output = Field("--output", "A member of its output: the job counts as completed with it, and what depends on it runs again");
        var from = Shared.Text("--from-file", "FILE", "Take the members from a JSON object in FILE, - for standard input; say --of input or --of output");
        var of = Shared.Text("--of", "input|output", "Which of the two is in the file");
        of.AcceptOnlyFromAmong("input", "output");
        var note = Shared.Text("--note", "TEXT", "Why; kept with the change");
        var command = new Command("edit", "Change what a job is told, or what it put out, and let its run go on from there") { id, input, output, from, of, note };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            session =>
            {
                var typed = new TypedEdit(parsed.GetValue(input) ?? [], parsed.GetValue(output) ?? [], parsed.GetValue(from), parsed.GetValue(of));
                return EditAsync(session, parsed.GetValue(id), typed, parsed.GetValue(note), cancel);
            },
            cancel, withProject: true));
        return command;
    }

    private static Option<string[]> Field(string name, string description) => new(name) { HelpName = "NAME=VALUE", Description = description };

    private static async Task<int> EditAsync(StoreSession session, long id, TypedEdit typed, string? note, CancellationToken cancel)
    {
        var job = await session.Client.GetAsync(id, cancel) ?? throw new NotFoundException($"there is no job {id}; see: longhaul jobs list");
        var (part, members) = typed.Read(session, job);
        var reply = await session.Client.EditAsync(id, part, members, session.Shell.Actor, note, cancel);
        if (reply.Reply.Result == ControlResult.Refused)
        {
            session.Terminal.Error.WriteLine($"longhaul: {TerminalText.Neutralise(reply.Reply.Message!)}");
            return ExitCode.Failed;
        }

        if (reply.Reply.Result == ControlResult.Unchanged)
        {
            session.Terminal.Out.WriteLine(reply.Reply.Message);
            return ExitCode.Done;
        }

        EditText.Difference(reply.Before, reply.After).ToList().ForEach(session.Terminal.Out.WriteLine);
        session.Terminal.Out.WriteLine(await OutcomeAsync(session, job, cancel));
        return ExitCode.Done;
    }

    /// <summary>What comes of it: which of its tree will run.</summary>
    private static async Task<string> OutcomeAsync(StoreSession session, JobRecord job, CancellationToken cancel)
    {
        var open = (await session.Client.ListTreeAsync(job.RootId, cancel)).Where(one => !one.IsContainer && !one.State.IsOver()).Select(one => one.Step ?? one.Kind).ToList();
        var shown = string.Join(", ", open.Take(5)) + (open.Count > 5 ? $" and {open.Count - 5} more" : "");
        return TerminalText.Neutralise(open.Count == 0 ? $"job {job.Id} changed; nothing has to run again" : $"job {job.Id} changed; to be run: {shown}");
    }
}
