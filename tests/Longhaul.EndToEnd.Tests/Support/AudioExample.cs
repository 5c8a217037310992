using System.Diagnostics;
using System.Globalization;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>A copy of the example <c>audio-prep</c>, with its recording and the server that it is downloaded from.</summary>
internal sealed class AudioExample : IAsyncDisposable
{
    private static readonly string Original = Path.Combine(Checkout.Root, "examples/audio-prep");

    private readonly int _port = Ports.Free();
    private Process? _server;

    private AudioExample(Project project) => Project = project;

    public Project Project { get; }

    /// <summary>The length of the recording, in bytes.</summary>
    public long Bytes => new FileInfo(Project.At("data/source/talk.wav")).Length;

    /// <summary>What the server answered so far: for each request the byte from which on, and how many bytes it sent.</summary>
    public IReadOnlyList<(long From, long Sent)> Answers => [.. Project.Ledger("data/server.log").Select(line => (Number(line, "range=bytes="), Number(line, "sent=")))];

    /// <summary>Copies the example and makes the recording.</summary>
    public static async Task<AudioExample> CopyAsync()
    {
        var project = new Project(await File.ReadAllTextAsync(Path.Combine(Original, "longhaul.yaml"), TestContext.Current.CancellationToken));
        foreach (var file in Directory.GetFiles(Path.Combine(Original, "steps")).Append(Path.Combine(Original, "serve.py")).Append(Path.Combine(Original, "make-source.sh")))
        {
            project.Write(Path.GetRelativePath(Original, file), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }

        using var making = Start("bash", project.At("make-source.sh"), project.At("data/source"));
        await making.WaitForExitAsync(TestContext.Current.CancellationToken);
        making.ExitCode.ShouldBe(0);
        return new AudioExample(project);
    }

    /// <summary>Starts the server, anew where it is there, at so many kilobytes a second; 0 for no limit.</summary>
    public async Task ServeAsync(int rate)
    {
        await StopAsync();
        _server = Start(
            "python3", Project.At("serve.py"), Project.At("data/source"), "--port", $"{_port}", "--rate", $"{rate}", "--log", Project.At("data/server.log"));
        using var http = new HttpClient();
        await Wait.UntilAsync(async () => await AnswersAsync(http), "the server answers");
    }

    /// <summary>Hands in the recording.</summary>
    public Task<long> PrepareAsync() => Project.EnqueueAsync(
        "prepare", "--input", $"url=http://127.0.0.1:{_port}/talk.wav", "--input", "title=A talk, \"made\"", "--input", "artist=Nobody");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Project.DisposeAsync();
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;

    private static long Number(string line, string after)
    {
        var at = line.IndexOf(after, StringComparison.Ordinal);
        return at < 0 ? 0 : long.Parse(line[(at + after.Length)..].TakeWhile(char.IsAsciiDigit).ToArray(), CultureInfo.InvariantCulture);
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{_port}/ready"), TestContext.Current.CancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task StopAsync()
    {
        if (_server is { } server)
        {
            Signals.Send(server.Id, Signals.Kill);
            await server.WaitForExitAsync(CancellationToken.None);
            server.Dispose();
            _server = null;
        }
    }
}
