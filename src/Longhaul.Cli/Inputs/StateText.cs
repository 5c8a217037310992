namespace Longhaul.Cli.Inputs;

/// <summary>A state as people type it.</summary>
internal static class StateText
{
    public static JobState? Parse(string? text) => JobStates.TryParse(text, out var state) ? state : null;

    public static void Complain(string? text, Action<string> complain)
    {
        if (text is not null && !JobStates.TryParse(text, out _))
        {
            complain($"--state: {TerminalText.Quote(text)} is no state; use one of {string.Join(", ", JobStates.All.Select(one => one.Name()))}");
        }
    }
}
