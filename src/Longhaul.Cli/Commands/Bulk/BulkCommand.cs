using System.CommandLine;
using System.CommandLine.Parsing;
using Longhaul.Cli.Naming;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands.Bulk;

/// <summary>A command that does something to jobs: those named by id, each with a line of its own, or all that match a filter.</summary>
internal sealed class BulkCommand(CommandShell shell, JobAction action)
{
    private readonly Argument<long[]> _ids = new("ID") { Description = "The jobs' ids; or say which by a filter", Arity = ArgumentArity.ZeroOrMore };
    private readonly JobFilterOptions _filter = new();
    private readonly Option<bool> _all = new("--all") { Description = "All jobs to which it can be done, without a filter" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only tell how many jobs match, and show the first of them" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask before many jobs are changed" };

    public Command Create()
    {
        var command = new Command(action.Name, action.Description) { _ids };
        foreach (var option in action.Options.Concat(_filter.All).Concat([_all, _dryRun, _yes]))
        {
            command.Add(option);
        }

        if (action.Action == BulkAction.Reprioritise)
        {
            command.Aliases.Add("reprioritize");
        }

        command.Validators.Add(Check);
        command.SetAction((parsed, cancel) =>
        {
            var request = action.Complete(
                new BulkRequest { Action = action.Action, Actor = shell.Actor, Filter = _filter.Read(parsed, shell.Clock) }, parsed);
            return StoreSession.UseAsync(shell, parsed, session => RunAsync(session, parsed, request, cancel), cancel);
        });
        return command;
    }

    private void Check(CommandResult command)
    {
        var (ids, filter) = (command.GetValue(_ids) is { Length: > 0 }, _filter.AreGiven(command) || command.GetValue(_all));
        if (ids && filter)
        {
            command.AddError("name jobs by their ids or by a filter, not by both");
        }
        else if (ids && command.GetValue(_dryRun))
        {
            command.AddError("--dry-run is for a filter; look at jobs by id with: longhaul jobs show ID");
        }
        else if (!ids && !filter)
        {
            command.AddError($"say which jobs to {action.Name}: ids, a filter such as --kind, or --all");
        }
    }

    private async Task<int> RunAsync(StoreSession session, ParseResult parsed, BulkRequest request, CancellationToken cancel)
    {
        if (request.Queue is { } queue)
        {
            await UnknownNameRemark.WriteAsync(session, parsed, PauseTarget.Queue(queue), cancel);
        }

        var done = action.Done(parsed);
        return parsed.GetValue(_ids) is { Length: > 0 } ids
            ? await new ById(session, action, done).RunAsync(request, ids, cancel)
            : await new ByFilter(session, done).RunAsync(request, parsed.GetValue(_dryRun), parsed.GetValue(_yes), cancel);
    }
}
