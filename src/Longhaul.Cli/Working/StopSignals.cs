using System.Runtime.InteropServices;

namespace Longhaul.Cli.Working;

/// <summary>SIGTERM and SIGINT: the first asks to stop, the second stops at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _first = new();
    private readonly Action<int>? _atOnce;
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <param name="atOnce">Called with the exit code at the second signal; null ends the process.</param>
    public StopSignals(Action<int>? atOnce = null)
    {
        _atOnce = atOnce;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, "Ctrl-C (SIGINT)", ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, "SIGTERM", ExitCode.Terminated)),
        ];
    }

    /// <summary>Signalled by the first signal.</summary>
    public CancellationToken First => _first.Token;

    /// <summary>Which signal came first, for the log.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>130 or 143 once a signal has come, else 0.</summary>
    public int Code { get; private set; }

    /// <summary>True once a second signal has come.</summary>
    public bool Twice => Volatile.Read(ref _count) > 1;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _first.Dispose();
    }

    private void Take(PosixSignalContext context, string cause, int code)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1)
        {
            (Cause, Code) = (cause, code);
            _first.Cancel();
            return;
        }

        Code = code;
        if (_atOnce is null)
        {
            Environment.Exit(code);
        }

        _atOnce(code);
    }
}
