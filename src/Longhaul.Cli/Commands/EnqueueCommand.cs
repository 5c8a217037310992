using System.CommandLine;
using Longhaul.Cli.Inputs;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul enqueue</c>: hands in one job, or many from lines of JSON; prints the ids alone.</summary>
internal static class EnqueueCommand
{
    private const string FromLines = "from lines";

    public static Command Create(CommandShell shell)
    {
        var name = NameArgument.Create(shell, ArgumentArity.ZeroOrOne);
        var options = new RequestOptions();
        var lines = Shared.Text("--jsonl", "FILE", "Many: lines of {kind, input, queue?, priority?, tenant?, key?, unique?, at?, in?} from FILE, or - for standard input");
        var then = new ThenOptions();
        var command = new Command("enqueue", "Hand in a job or a run; prints its id") { name, lines };
        then.AddTo(command);
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(name) is null == result.GetValue(lines) is null)
            {
                result.AddError("enqueue: name a job or pipeline, or give --jsonl");
            }

            then.Check(result, result.GetValue(lines) is not null);
        });
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            session => parsed.GetValue(lines) is { } source
                ? EnqueueLinesAsync(session, source, then.Read(parsed, session), cancel)
                : EnqueueOneAsync(session, options.Read(parsed, session, parsed.GetValue(name)!), cancel),
            cancel, withProject: true));
        return command;
    }

    private static async Task<int> EnqueueOneAsync(StoreSession session, JobRequest request, CancellationToken cancel)
    {
        var enqueued = await session.Client.EnqueueAsync([request], cancel);
        Print(session, enqueued);
        await EnqueueAudit.NoteAsync(session, enqueued, request.Name, cancel);
        if (enqueued[0].Existed)
        {
            session.Terminal.Error.WriteLine($"job {enqueued[0].Id} ({TerminalText.Neutralise(request.Name)}) {EnqueueWords.Of(enqueued[0].Result)}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> EnqueueLinesAsync(StoreSession session, string source, JobRequest? then, CancellationToken cancel)
    {
        var lines = JobLines.Read(InputText.Read("--jsonl", source, session.Shell));
        IReadOnlyList<JobRequest> requests = [.. lines.Select(line => line.Request)];
        try
        {
            var enqueued = then is null
                ? await session.Client.EnqueueAsync(requests, cancel)
                : [await session.Client.EnqueueBatchAsync(new BatchRequest { Jobs = requests, Then = then }, cancel)];
            Print(session, enqueued);
            await EnqueueAudit.NoteAsync(session, enqueued, then is null ? FromLines : $"batch, then {then.Name}", cancel);
            if (EnqueueWords.Count(enqueued) is { } remark)
            {
                session.Terminal.Error.WriteLine(remark);
            }

            return ExitCode.Done;
        }
        catch (RefusedException e)
        {
            throw new UsageException(JobLines.NameLine(e.Message, lines));
        }
        catch (PartlyEnqueuedException e)
        {
            Print(session, e.Stored);
            await EnqueueAudit.NoteAsync(session, e.Stored, FromLines, cancel);
            session.Terminal.Error.WriteLine(
                $"accepted were the jobs up to line {lines[e.Stored.Count - 1].Number}; hand in the others from line {lines[e.Stored.Count].Number} on");
            throw e.InnerException!;
        }
    }

    private static void Print(StoreSession session, IReadOnlyList<Enqueued> enqueued)
    {
        try
        {
            foreach (var one in enqueued)
            {
                session.Terminal.Out.WriteLine(one.Id);
            }

            session.Terminal.Out.Flush();
        }
        catch (OutputFailedException e)
        {
            // Who is not told would hand it in once more.
            throw new OutputFailedException($"{e.Message}; accepted all the same: {IdRanges.Show([.. enqueued.Select(one => one.Id)])}");
        }
    }
}
