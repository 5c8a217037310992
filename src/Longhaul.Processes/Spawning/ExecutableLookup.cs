using System.Runtime.InteropServices;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>Finds the file to execute as a shell in the child's place would: by the child's PATH and working folder, not the worker's.</summary>
internal static class ExecutableLookup
{
    const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";

    internal static string Find(ChildProcessSpec spec)
    {
        var command = spec.Arguments[0];
        return command.Contains('/') ? AtPath(command, spec.WorkingDirectory) : OnSearchPath(command, spec);
    }

    static string AtPath(string command, string folder)
    {
        var path = Path.Combine(folder, command);
        if (!File.Exists(path))
        {
            throw ChildStartException.Wrong(Directory.Exists(path)
                ? $"'{command}' is a folder, not a program."
                : $"The command '{command}' does not exist (looked at {path}).");
        }
        return IsExecutable(path) ? path : throw NotExecutable(path);
    }

    static string OnSearchPath(string command, ChildProcessSpec spec)
    {
        var searchPath = spec.Environment.TryGetValue("PATH", out var own) ? own : DefaultPath;
        string? refused = null;
        foreach (var entry in searchPath.Split(':'))
        {
            var path = Path.Combine(spec.WorkingDirectory, entry, command);
            if (IsExecutable(path) && File.Exists(path))
            {
                return path;
            }
            refused ??= File.Exists(path) ? path : null;
        }
        throw refused is null
            ? ChildStartException.Wrong($"The command '{command}' was not found on PATH ({searchPath}).")
            : NotExecutable(refused);
    }

    static bool IsExecutable(string path) => Libc.Access(path, Constants.MayExecute) == 0;

    static ChildStartException NotExecutable(string path) =>
        ChildStartException.Wrong($"'{path}' is not executable; allow it with: chmod +x '{path}'");

    /// <summary>Turns what <c>posix_spawn</c> reports into what the person can do about it.</summary>
    internal static ChildStartException Explain(int error, string path, ChildProcessSpec spec) => error switch
    {
        _ when !Directory.Exists(spec.WorkingDirectory) => MissingFolder(spec.WorkingDirectory),
        Errno.NoEntry => ChildStartException.Wrong($"'{path}' names an interpreter in its first line that does not exist."),
        Errno.NotExecutableFormat => ChildStartException.Wrong(
            $"'{path}' is neither a program for this machine nor a script with a first line such as #!/bin/sh."),
        Errno.AccessDenied => NotExecutable(path),
        Errno.TooBig => ChildStartException.Wrong(
            "The arguments and environment are too long for the system; pass large values in a file."),
        Errno.TryAgain or Errno.NoMemory or Errno.TooManyFiles or Errno.TooManyFilesInSystem => new ChildStartException(
            StartFailure.Resources, $"'{path}' could not be started now: {Marshal.GetPInvokeErrorMessage(error)}."),
        _ => ChildStartException.Wrong($"'{path}' could not be started: {Marshal.GetPInvokeErrorMessage(error)}."),
    };

    internal static ChildStartException MissingFolder(string folder) =>
        ChildStartException.Wrong(File.Exists(folder)
            ? $"The working directory '{folder}' is a file, not a folder."
            : $"The working directory '{folder}' does not exist.");
}
