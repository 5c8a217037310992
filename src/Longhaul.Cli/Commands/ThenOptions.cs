using System.CommandLine;
using System.CommandLine.Parsing;
using Longhaul.Cli.Inputs;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary>What makes a batch of many jobs: one that runs when all of them have ended.</summary>
internal sealed class ThenOptions
{
    private readonly Option<string> _then = Shared.Text("--then", "NAME", "With --jsonl: run NAME when all of the lines have ended, however they ended; the lines are one batch, all or none are taken");
    private readonly Option<string[]> _input = new("--then-input") { HelpName = "NAME=VALUE", Description = "A member of its input" };
    private readonly Option<string> _key = Shared.Text("--then-key", "KEY", "An idempotency key of the batch: within a day the same key gives the same batch");

    public void AddTo(Command command)
    {
        command.Add(_then);
        command.Add(_input);
        command.Add(_key);
    }

    public void Check(CommandResult result, bool hasLines)
    {
        var then = result.GetValue(_then);
        if (then is not null && !hasLines)
        {
            result.AddError("--then: is for the lines of --jsonl");
        }

        if (then is null && (result.GetValue(_input) is { Length: > 0 } || result.GetValue(_key) is not null))
        {
            result.AddError("--then-input and --then-key: say --then NAME, whose they are");
        }
    }

    /// <summary>The job that runs at the end; null where none is asked for.</summary>
    public JobRequest? Read(ParseResult parsed, StoreSession session) => parsed.GetValue(_then) is { } name
        ? new JobRequest { Name = name, Input = InputText.Object(parsed.GetValue(_input) ?? [], null, session, name, "--then-input", "--then-input"), Key = parsed.GetValue(_key) }
        : null;
}
