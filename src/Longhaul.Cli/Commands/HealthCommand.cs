using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Longhaul.Cli.Working;
using Longhaul.Web.Health;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul health</c>: asks a worker on this machine how it is; what a container's health check calls, so that the image needs no curl.</summary>
internal static class HealthCommand
{
    public static Command Create(CommandShell shell)
    {
        var port = Shared.Text("--port", "PORT", "Where the worker serves /health; default as for work");
        var ready = new Option<bool>("--ready") { Description = "Succeed only where it is ready to take jobs: not while its store is away, not while it drains" };
        var json = Shared.Json();
        var command = new Command("health", "Ask the worker of this machine or container how it is") { port, ready, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = shell.Settings(parsed, (SettingTable.HealthPort, port));
            var asked = settings.ReadOptional(SettingTable.HealthPort) ?? HealthServerOptions.DefaultPort;
            settings.ThrowIfWrong();
            using var answer = await WorkerHealth.AskAsync(asked, cancel);
            return Write(shell.Terminal, answer, parsed.GetValue(json), parsed.GetValue(ready));
        });
        return command;
    }

    private static int Write(Terminal terminal, JsonDocument answer, bool json, bool mustBeReady)
    {
        var health = answer.RootElement;
        var status = health.GetProperty("status").GetString();
        terminal.Out.WriteLine(json ? health.GetRawText() : Sentence(health, status));
        var isWell = mustBeReady ? status == "healthy" : status != "unhealthy";
        return isWell ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Sentence(JsonElement health, string? status)
    {
        var (running, places) = (health.GetProperty("running_jobs").GetInt32(), health.GetProperty("places").GetInt32());
        var store = health.GetProperty("store_connected").GetBoolean() ? "store connected" : "store away";
        var up = Times.Span(TimeSpan.FromSeconds(health.GetProperty("uptime_seconds").GetDouble()));
        return TerminalText.Neutralise(string.Create(
            CultureInfo.InvariantCulture, $"{status}: worker {health.GetProperty("worker_id").GetString()}, up {up}, {store}, {running} of {places} places taken"));
    }
}
