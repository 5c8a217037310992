using System.CommandLine;
using System.CommandLine.Completions;
using Longhaul.Cli.Schedules;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Schedules;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul schedules</c>: what is due when; pause, resume, and a run at once.</summary>
internal static class SchedulesCommand
{
    public static Command Create(CommandShell shell)
    {
        var schedules = CreateList(shell, "schedules", null);
        schedules.Add(CreateList(shell, "list", Name(shell, ArgumentArity.ZeroOrOne)));
        schedules.Add(CreateControl(shell, "pause", "Leave out what is due, until it is resumed", "paused",
            (session, schedule, cancel) => session.Store.Schedules.PauseAsync(schedule, shell.Actor, cancel)));
        schedules.Add(CreateControl(shell, "resume", "Go on with what is due from now on", "resumed",
            (session, schedule, cancel) => session.Store.Schedules.ResumeAsync(schedule, shell.Actor, cancel)));
        schedules.Add(CreateRun(shell));
        return schedules;
    }

    private static Command CreateList(CommandShell shell, string name, Argument<string?>? one)
    {
        var json = Shared.Json();
        var command = new Command(name, "List schedules with their next ten due times") { json };
        if (one is not null)
        {
            command.Add(one);
        }

        command.SetAction((parsed, cancel) => UseAsync(
            shell, parsed,
            async session =>
            {
                var schedules = await KnownSchedules.ReadAsync(session, cancel);
                return Write(session.Terminal, schedules, one is null ? null : parsed.GetValue(one), parsed.GetValue(json));
            },
            cancel));
        return command;
    }

    private static Command CreateControl(
        CommandShell shell, string name, string description, string word, Func<StoreSession, ScheduleRef, CancellationToken, Task<ControlReply>> act)
    {
        var one = Name(shell, ArgumentArity.ExactlyOne);
        var command = new Command(name, description) { one };
        command.SetAction((parsed, cancel) => UseAsync(
            shell, parsed,
            async session =>
            {
                var schedule = (await KnownSchedules.ReadAsync(session, cancel)).Find(parsed.GetValue(one)!).Schedule;
                return Tell(session.Terminal, schedule, word, await act(session, schedule, cancel));
            },
            cancel));
        return command;
    }

    private static Command CreateRun(CommandShell shell)
    {
        var one = Name(shell, ArgumentArity.ExactlyOne);
        var command = new Command("run", "Run one now, outside its timetable; prints the id") { one };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed, session => RunAsync(session, parsed.GetValue(one)!, cancel), cancel, withProject: true));
        return command;
    }

    // With the project's file where there is one: it says what is not declared yet, and which project is meant.
    private static Task<int> UseAsync(CommandShell shell, ParseResult parsed, Func<StoreSession, Task<int>> use, CancellationToken cancel) =>
        StoreSession.UseAsync(shell, parsed, use, cancel, withProject: shell.Place(parsed, shell.Settings(parsed)).File is not null);

    private static async Task<int> RunAsync(StoreSession session, string name, CancellationToken cancel)
    {
        var schedules = await KnownSchedules.ReadAsync(session, cancel);
        var found = schedules.Find(name);
        var jobs = new ScheduleExpansion(session.Project, session.Keys).ExpandNow(found.Definition, schedules.Now);
        var (reply, job) = await session.Store.Schedules.RunNowAsync(found.Schedule, jobs, session.Shell.Actor, cancel);
        if (job is { } id)
        {
            session.Terminal.Out.WriteLine(id);
            return ExitCode.Done;
        }

        return Complain(session.Terminal, found.Schedule, reply);
    }

    private static int Write(Terminal terminal, KnownSchedules schedules, string? name, bool json)
    {
        var shown = name is null ? schedules.All : [schedules.Find(name)];
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, shown.Select(schedule => ScheduleItemJson.Of(schedule, schedules.Now)), JsonOutput.Types.ScheduleItemJson);
        }
        else
        {
            ScheduleTable.Write(terminal, schedules, shown);
        }

        return ExitCode.Done;
    }

    private static int Tell(Terminal terminal, ScheduleRef schedule, string word, ControlReply reply)
    {
        if (reply.Result is ControlResult.NotFound or ControlResult.Refused)
        {
            return Complain(terminal, schedule, reply);
        }

        var name = TerminalText.Neutralise(schedule.Name);
        terminal.Out.WriteLine(reply.Result == ControlResult.Unchanged ? $"schedule {name} was {word} already" : $"schedule {name} {word}");
        return ExitCode.Done;
    }

    private static int Complain(Terminal terminal, ScheduleRef schedule, ControlReply reply)
    {
        var why = reply.Result == ControlResult.NotFound
            ? "no worker has been started with it yet; start one with: longhaul up"
            : reply.Message ?? "refused";
        terminal.Error.WriteLine(TerminalText.Neutralise($"longhaul: schedule {schedule.Name}: {why}"));
        return ExitCode.Failed;
    }

    private static Argument<string?> Name(CommandShell shell, ArgumentArity arity)
    {
        var name = new Argument<string?>("NAME") { Description = "A schedule of longhaul.yaml, or PROJECT/NAME", Arity = arity };
        name.CompletionSources.Add(context => Names(shell, context.ParseResult).Select(one => new CompletionItem(one)));
        return name;
    }

    private static IEnumerable<string> Names(CommandShell shell, ParseResult parsed)
    {
        try
        {
            var project = ProjectReading.Read(shell.Place(parsed, shell.Settings(parsed)).RequireFile(), shell.Environment);
            return project.Schedules.Select(schedule => schedule.Name).Order(StringComparer.Ordinal);
        }
        catch (ConfigurationException)
        {
            return [];
        }
    }
}
