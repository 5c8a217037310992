namespace Longhaul.Core.Jobs;

/// <summary>Tells failures that pass by themselves from those that do not.</summary>
public static class TransientErrors
{
    /// <summary>The exit code by which a command says "try again later" (EX_TEMPFAIL of sysexits.h).</summary>
    public const int TemporaryFailureExitCode = 75;

    /// <summary>The exit code by which a command says "this can never work" (EX_CONFIG of sysexits.h).</summary>
    public const int PermanentFailureExitCode = 78;

    /// <summary>What is looked for in a command's standard error unless its kind says else.</summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        "ECONNRESET", "ETIMEDOUT", "ECONNREFUSED", "EAI_AGAIN", "EPIPE",
        "HTTP 429", "HTTP 500", "HTTP 502", "HTTP 503", "HTTP 504",
        "HTTP Error 429", "HTTP Error 500", "HTTP Error 502", "HTTP Error 503", "HTTP Error 504",
        "429 Too Many Requests", "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout",
        "Connection reset by peer", "Connection timed out", "Connection refused", "Temporary failure in name resolution",
    ];

    /// <summary>The first of the words that stands in the text, or null.</summary>
    public static string? FindIn(string text, IReadOnlyList<string>? words = null) =>
        (words ?? Default).FirstOrDefault(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
