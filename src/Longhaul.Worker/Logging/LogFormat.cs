namespace Longhaul.Worker.Logging;

/// <summary>How log lines are written.</summary>
public enum LogFormat
{
    /// <summary>One JSON object a line, for machines.</summary>
    Json = 0,

    /// <summary>Readable text.</summary>
    Text = 1,

    /// <summary>Readable text with colours.</summary>
    Colour = 2,
}
