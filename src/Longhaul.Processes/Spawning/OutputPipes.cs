using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>The two pipes of a child that is being started. Disposing closes whatever was not handed on, the child's ends always.</summary>
internal sealed class OutputPipes : IDisposable
{
    bool _taken;

    internal OutputPipes()
    {
        try
        {
            Out = Descriptors.OutputPipe();
            Error = Descriptors.OutputPipe();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            Dispose();
            throw new ChildStartException(StartFailure.Resources, failure.Message);
        }
    }

    internal (int Read, int Write) Out { get; } = (-1, -1);

    internal (int Read, int Write) Error { get; } = (-1, -1);

    internal (int Out, int Error) TakeReadEnds()
    {
        _taken = true;
        return (Out.Read, Error.Read);
    }

    public void Dispose()
    {
        Close(Out.Write);
        Close(Error.Write);
        if (!_taken)
        {
            Close(Out.Read);
            Close(Error.Read);
        }
    }

    static void Close(int fd)
    {
        if (fd >= 0)
        {
            Libc.Close(fd);
        }
    }
}
