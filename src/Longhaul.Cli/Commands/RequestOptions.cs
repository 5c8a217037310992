using System.CommandLine;
using Longhaul.Cli.Inputs;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary>The options by which <c>enqueue</c> and <c>run</c> say what a job is to be like.</summary>
internal sealed class RequestOptions
{
    private readonly Option<string[]> _input = new("--input", "-i")
    {
        HelpName = "K=V",
        Description = "A field of the input; the value is JSON where it parses, else text",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string> _json = Shared.Text("--json", "FILE", "The whole input as a JSON object from FILE, or - for standard input");
    private readonly Option<string> _at = Shared.Text("--at", "INSTANT", "Not before an instant");
    private readonly Option<string> _in = Shared.Text("--in", "TIME", "Not before so long from now (90s, 2h)");
    private readonly Option<int?> _priority = new("--priority") { HelpName = "N", Description = "0 to 9; 9 goes first" };
    private readonly Option<string> _queue = Shared.Text("--queue", "QUEUE", "The queue, where it is not the job's own");
    private readonly Option<string> _tenant = Shared.Text("--tenant", "TENANT", "Whose job it is");
    private readonly Option<string> _key = Shared.Text("--key", "KEY", "Within a day the same key gives the same job");
    private readonly Option<string> _unique = Shared.Text("--unique", "KEY", "While a job with this key is unfinished, it is the answer");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _input, _json, _at, _in, _priority, _queue, _tenant, _key, _unique })
        {
            command.Add(option);
        }
    }

    /// <exception cref="UsageException">A value makes no sense.</exception>
    public JobRequest Read(ParseResult parsed, StoreSession session, string name) => new()
    {
        Name = name,
        Input = InputText.Object(parsed.GetValue(_input) ?? [], parsed.GetValue(_json), session, name),
        Queue = parsed.GetValue(_queue),
        Priority = parsed.GetValue(_priority),
        Tenant = parsed.GetValue(_tenant),
        Key = parsed.GetValue(_key),
        Unique = parsed.GetValue(_unique),
        At = parsed.GetValue(_at) is not null && parsed.GetValue(_in) is not null
            ? throw new UsageException("--at and --in are both given; give one of them")
            : InstantText.Read("--at", parsed.GetValue(_at)),
        In = DurationText.Read("--in", parsed.GetValue(_in)),
    };
}
