using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Longhaul.Cli.Inputs;

namespace Longhaul.Cli.Commands;

/// <summary>The options that say which jobs, the same for every command that takes jobs by filter.</summary>
internal sealed class JobFilterOptions
{
    private readonly Option<string> _state = Shared.Text("--state", "STATE", "In this state: " + string.Join(", ", JobStates.All.Select(one => one.Name())));
    private readonly Option<string> _kind = Shared.Text("--kind", "KIND", "Of this kind");
    private readonly Option<string> _queue = Shared.Text("--queue", "QUEUE", "In this queue");
    private readonly Option<string> _tenant = Shared.Text("--tenant", "TENANT", "Of this tenant");
    private readonly Option<string> _since = Shared.Text("--since", "TIME", "Created since an instant (2026-11-21T08:00Z) or for so long (2h)");
    private readonly Option<string> _search = Shared.Text("--search", "TEXT", "With this text in kind, step, input or error");

    public JobFilterOptions()
    {
        _state.Validators.Add(result => StateText.Complain(result.GetValueOrDefault<string>(), result.AddError));
        _state.CompletionSources.Add(_ => JobStates.All.Select(one => new CompletionItem(one.Name())));
        RefuseEmpty(_kind, "no job has an empty kind; name one");
        RefuseEmpty(_queue, "no job is in a queue without a name; name one");
        RefuseEmpty(_search, "an empty text is in every job; write what to look for");
    }

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_state, _kind, _queue, _tenant, _since, _search];

    /// <summary>True where any is given.</summary>
    public bool AreGiven(CommandResult command) => All.Any(option => command.GetResult(option) is { Implicit: false });

    /// <summary>
    /// A value that a script left empty must not mean all jobs, for which there is an option. An empty tenant is one: those are the jobs that belong to nobody.
    /// </summary>
    private static void RefuseEmpty(Option<string> option, string why) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string>() is "")
        {
            result.AddError($"{option.Name}: {why}, or leave {option.Name} out");
        }
    });

    /// <summary>The filter that they say.</summary>
    /// <exception cref="UsageException">A time that is none.</exception>
    public JobFilter Read(ParseResult parsed, TimeProvider clock) => new()
    {
        State = StateText.Parse(parsed.GetValue(_state)),
        Kind = parsed.GetValue(_kind),
        Queue = parsed.GetValue(_queue),
        Tenant = parsed.GetValue(_tenant),
        Since = InstantText.Since(parsed.GetValue(_since), clock),
        Search = parsed.GetValue(_search),
    };
}
