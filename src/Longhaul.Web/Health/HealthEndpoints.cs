using System.Text;
using System.Text.Json;
using Longhaul.Core.Workers;
using Longhaul.Web.Metrics;
using Microsoft.AspNetCore.Http;

namespace Longhaul.Web.Health;

/// <summary>Answers requests about a worker's health; anything else is not found.</summary>
internal sealed class HealthEndpoints(IWorkerReports reports, MetricsCollector metrics)
{
    private const string PlainText = "text/plain; charset=utf-8";

    public Task AnswerAsync(HttpContext http) => http.Request.Path.Value switch
    {
        "/health" or "/health/" or "/health/live" or "/health/ready" or "/metrics"
            when !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) => RefuseMethodAsync(http),
        "/health" or "/health/" => HealthAsync(http),
        "/health/live" => WriteAsync(http, StatusCodes.Status200OK, PlainText, "alive\n"),
        "/health/ready" => ReadyAsync(http),
        "/metrics" => WriteAsync(http, StatusCodes.Status200OK, "text/plain; version=0.0.4; charset=utf-8", metrics.Write()),
        _ => ProblemAsync(http, StatusCodes.Status404NotFound, "Not Found", "There is /health, /health/live, /health/ready and /metrics."),
    };

    private Task HealthAsync(HttpContext http)
    {
        var report = reports.Current;
        var status = report.Status == WorkerStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return WriteAsync(
            http, status, "application/json", JsonSerializer.Serialize(HealthBody.Of(report), HealthJson.Default.HealthBody) + "\n");
    }

    private Task ReadyAsync(HttpContext http)
    {
        var status = reports.Current.Status;
        return status == WorkerStatus.Healthy
            ? WriteAsync(http, StatusCodes.Status200OK, PlainText, "ready\n")
            : WriteAsync(http, StatusCodes.Status503ServiceUnavailable, PlainText, HealthBody.Name(status) + "\n");
    }

    private static Task RefuseMethodAsync(HttpContext http)
    {
        http.Response.Headers.Allow = "GET, HEAD";
        return ProblemAsync(http, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed", "Only GET and HEAD are answered here.");
    }

    private static Task ProblemAsync(HttpContext http, int status, string title, string detail) =>
        WriteAsync(
            http, status, "application/problem+json",
            JsonSerializer.Serialize(new ProblemBody("about:blank", title, status, detail), HealthJson.Default.ProblemBody) + "\n");

    // Kestrel itself leaves the body away where the method is HEAD.
    private static async Task WriteAsync(HttpContext http, int status, string type, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
