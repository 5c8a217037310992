using System.Text;

namespace Longhaul.Cli.Output;

/// <summary>Where a command writes, and what it is that reads there.</summary>
internal sealed class Terminal
{
    private const int DefaultWidth = 100;
    private const int DefaultHeight = 30;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public Terminal(TextWriter output, TextWriter error) => (Out, Error) = (output, error);

    /// <summary>Results.</summary>
    public TextWriter Out { get; }

    /// <summary>Errors and remarks.</summary>
    public TextWriter Error { get; }

    /// <summary>
    /// Opens the output a second time, for a log: a reader who stops reading then blocks the log's own thread, not the end of the command.
    /// </summary>
    public Func<TextWriter> OpenLog { get; init; } = () => TextWriter.Null;

    /// <summary>True where a person sees <see cref="Out"/> as it is written.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>True where a person sees <see cref="Error"/> as it is written.</summary>
    public bool ErrorIsInteractive { get; init; }

    /// <summary>True where a person sees a question on <see cref="Error"/> and can answer it.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Asks for a line that is not shown as it is typed; null where nobody can be asked.</summary>
    public Func<string, string>? AskHidden { get; init; }

    /// <summary>True where <see cref="Out"/> may have colours.</summary>
    public bool HasColour { get; init; }

    /// <summary>The columns of a terminal; null where lines may be as long as they like.</summary>
    public int? Width { get; init; }

    /// <summary>The lines of a terminal.</summary>
    public int? Height { get; init; }

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess(IReadOnlyDictionary<string, string> environment)
    {
        var dumb = environment.GetValueOrDefault("TERM") is "dumb";
        var interactive = !Console.IsOutputRedirected && !dumb;
        return new Terminal(TextWriter.Synchronized(Open(1)), TextWriter.Synchronized(Open(2, autoFlush: true, forRemarks: true)))
        {
            OpenLog = () => Open(1, autoFlush: true),
            IsInteractive = interactive,
            ErrorIsInteractive = !Console.IsErrorRedirected && !dumb,
            CanAsk = !Console.IsErrorRedirected && !Console.IsInputRedirected,
            AskHidden = !Console.IsErrorRedirected && !Console.IsInputRedirected ? HiddenLine : null,
            HasColour = interactive && !environment.ContainsKey("NO_COLOR"),
            Width = interactive ? Measure(() => Console.WindowWidth, DefaultWidth) : null,
            Height = interactive ? Measure(() => Console.WindowHeight, DefaultHeight) : null,
        };
    }

    private static string HiddenLine(string question)
    {
        Console.Error.Write(question);
        var line = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                line.Length = Math.Max(0, line.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                line.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return line.ToString();
    }

    private static StreamWriter Open(int descriptor, bool autoFlush = false, bool forRemarks = false) =>
        new(new StandardStream(descriptor, forRemarks), Utf8, bufferSize: 16_384) { AutoFlush = autoFlush, NewLine = "\n" };

    private static int Measure(Func<int> measure, int fallback)
    {
        try
        {
            return measure() is > 0 and var size ? size : fallback;
        }
        catch (IOException)
        {
            return fallback;
        }
    }
}
