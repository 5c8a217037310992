namespace Longhaul.Cli.Configuration;

/// <summary>The configuration cannot be used: every problem that was found, one line each.</summary>
internal sealed class ConfigurationException : Exception
{
    public ConfigurationException(params IReadOnlyList<string> problems) : base(string.Join('\n', problems)) => Problems = problems;

    /// <summary>One line each: what is wrong, with which value, and what to do.</summary>
    public IReadOnlyList<string> Problems { get; }
}
