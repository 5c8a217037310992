namespace Longhaul.Core.Pipelines;

/// <summary>A template that is not well formed or that cannot be filled in; the message names the template and the place or path.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Says which template, and what is wrong with it.</summary>
    public TemplateException(string message) : base(message) { }

    /// <summary>The message has a value in it, which may be nobody's to see.</summary>
    internal bool ShowsValue { get; init; }
}
