using Longhaul.Cli.Commands;

namespace Longhaul.Cli.Tests.Support;

/// <summary>What a command line printed, and how it ended.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    /// <summary>Runs a command line within this process.</summary>
    public static Task<CliRun> InAsync(string folder, params string[] arguments) => InAsync(folder, [], "", arguments);

    /// <summary>Runs a command line within this process, with these variables alone and this standard input.</summary>
    public static Task<CliRun> InAsync(string folder, Dictionary<string, string> environment, string input, params string[] arguments) =>
        InAsync(folder, environment, input, canAsk: false, arguments);

    /// <summary>The same, where a person may be there to answer questions from the standard input.</summary>
    public static async Task<CliRun> InAsync(string folder, Dictionary<string, string> environment, string input, bool canAsk, params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var shell = new CommandShell
        {
            Terminal = new Terminal(output, error) { CanAsk = canAsk },
            Environment = new Dictionary<string, string>(environment) { ["USER"] = "ann", ["PATH"] = "/usr/bin:/bin" },
            SystemUser = "ann",
            CurrentFolder = folder,
            Input = new StringReader(input),
        };
        var code = await CommandLine.RunAsync(shell, arguments);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The lines of the output.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one line on the error output.</summary>
    public string ErrorLine => Error.TrimEnd('\n').Split('\n').ShouldHaveSingleItem();
}
