using System.CommandLine;

namespace Longhaul.Cli.Commands.Bulk;

/// <summary><c>longhaul jobs cancel|retry|delete|move|reprioritise</c>: what people do to jobs, by id or by filter.</summary>
internal static class JobActionCommands
{
    public static IEnumerable<Command> All(CommandShell shell) =>
        ((JobAction[])[Cancel(), Retry(), Delete(), Move(), Reprioritise()]).Select(action => new BulkCommand(shell, action).Create());

    private static JobAction Cancel()
    {
        var reason = Shared.Text("--reason", "TEXT", "Why; kept in the audit log");
        return new JobAction
        {
            Name = "cancel",
            Description = "Cancel jobs or runs; what runs is stopped",
            Action = BulkAction.Cancel,
            Done = _ => "cancelled",
            Options = [reason],
            Complete = (request, parsed) => request with { Reason = parsed.GetValue(reason) },
        };
    }

    private static JobAction Retry() => new()
    {
        Name = "retry",
        Description = "Take jobs or runs that are over back into work, or let a job go now that waits for its time; by filter those that failed or were cancelled, unless --state says else",
        Action = BulkAction.Retry,
        Done = _ => "back in the queue",
    };

    private static JobAction Delete() => new()
    {
        Name = "delete", Description = "Remove jobs or runs that are over, with their output", Action = BulkAction.Delete, Done = _ => "deleted",
    };

    private static JobAction Move()
    {
        var to = new Option<string>("--to") { HelpName = "QUEUE", Description = "The queue to move to", Required = true };
        return new JobAction
        {
            Name = "move",
            Description = "Move jobs that wait to another queue, behind those that are ready there",
            Action = BulkAction.Move,
            Done = parsed => $"moved to queue {TerminalText.Neutralise(parsed.GetValue(to)!)}",
            Options = [to],
            Complete = (request, parsed) => request with { Queue = parsed.GetValue(to) },
        };
    }

    private static JobAction Reprioritise()
    {
        var to = new Option<int>("--to") { HelpName = "N", Description = "The new priority, 0 to 9; 9 goes first", Required = true };
        to.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number is >= 0 and <= 9))
            {
                result.AddError($"--to: {TerminalText.Quote(token.Value)} is no priority; write a number from 0 to 9");
            }
        });
        return new JobAction
        {
            Name = "reprioritise",
            Description = "Give jobs that wait another priority; they go behind those of it that are ready already",
            Action = BulkAction.Reprioritise,
            Done = parsed => $"given priority {parsed.GetValue(to)}",
            Options = [to],
            Complete = (request, parsed) => request with { Priority = parsed.GetValue(to) },
        };
    }
}
