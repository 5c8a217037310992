using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Longhaul.Cli.Naming;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul queues limit</c>: how much of a queue may run over all workers, until a worker starts whose file says otherwise.</summary>
internal static class QueueLimitCommand
{
    private const string None = "none";

    public static Command Create(CommandShell shell)
    {
        var queue = new Argument<string>("QUEUE") { Description = "The queue's name" };
        var limit = Shared.Text("--limit", "N", $"The most jobs of it that run at once, 1 to {QueueLimit.MostRunning}; {None} for any number");
        var rate = Shared.Text("--rate", "RATE", $"The most starts within any such time, such as 5/s, 10/min or 30/10m; {None} for any number");
        limit.Validators.Add(result => Refuse(result, text => text == None || ReadLimit(text) is not null, $"a whole number from 1 to {QueueLimit.MostRunning}, or {None}"));
        rate.Validators.Add(result => Refuse(result, text => text == None || Rate.Parse(text) is not null, $"a rate such as 5/s, 10/min or 30/10m, or {None}"));
        var command = new Command("limit", "Set how many jobs of a queue run at once, and how many start within a time, over all workers") { queue, limit, rate };
        command.Validators.Add(result =>
        {
            if (result.GetResult(limit) is null && result.GetResult(rate) is null)
            {
                result.AddError("say what to set: --limit or --rate");
            }
        });
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session =>
            {
                var code = await SetAsync(session, shell.Actor, parsed.GetValue(queue)!, parsed.GetValue(limit), parsed.GetValue(rate), cancel);
                if (code == ExitCode.Done)
                {
                    await UnknownNameRemark.WriteAsync(session, parsed, PauseTarget.Queue(parsed.GetValue(queue)!), cancel);
                }

                return code;
            },
            cancel));
        return command;
    }

    private static void Refuse(OptionResult result, Func<string, bool> isRight, string must)
    {
        var given = result.Tokens is [var token, ..] ? token.Value : "";
        if (!isRight(given))
        {
            result.AddError($"{result.Option.Name}: {TerminalText.Quote(given)} is not {must}");
        }
    }

    /// <summary>What is not said stays as it is.</summary>
    private static async Task<int> SetAsync(StoreSession session, string actor, string queue, string? limit, string? rate, CancellationToken cancel)
    {
        var known = (await session.Store.Queries.ListQueuesAsync(cancel)).FirstOrDefault(known => known.Name == queue);
        var wish = new QueueLimit(
            queue, limit is null ? known?.Limit : ReadLimit(limit), rate is null ? known?.Rate : Rate.Parse(rate));
        var reply = await session.Store.Limits.SetAsync(wish, actor, cancel);
        var name = TerminalText.Neutralise($"queue {queue}");
        if (reply.Result == ControlResult.Refused)
        {
            session.Terminal.Error.WriteLine($"longhaul: {name}: {TerminalText.Neutralise(reply.Message ?? "not possible")}");
            return ExitCode.Failed;
        }

        var now = wish.IsNone ? "has no limits" : $"has {LimitChecks.Detail(wish)}";
        session.Terminal.Out.WriteLine(reply.Result == ControlResult.Unchanged ? $"{name} {now} already" : $"{name} {now} now, over all workers");
        return ExitCode.Done;
    }

    private static int? ReadLimit(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= QueueLimit.MostRunning ? number : null;
}
