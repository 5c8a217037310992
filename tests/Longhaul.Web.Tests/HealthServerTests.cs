using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Longhaul.Core.Workers;
using Longhaul.Web.Health;

namespace Longhaul.Web.Tests;

public sealed class HealthServerTests : IAsyncLifetime
{
    private readonly FakeReports _reports = new();
    private readonly HttpClient _http = new();
    private HealthServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await HealthServer.StartAsync(_reports, new HealthServerOptions { Port = 0, ClientTimeout = TimeSpan.FromSeconds(2) });
        _http.BaseAddress = new Uri($"http://127.0.0.1:{_server.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(WorkerStatus.Healthy, 200, 200, "healthy")]
    [InlineData(WorkerStatus.Degraded, 200, 503, "degraded")]
    [InlineData(WorkerStatus.Draining, 200, 503, "draining")]
    [InlineData(WorkerStatus.Unhealthy, 503, 503, "unhealthy")]
    public async Task Each_status_has_its_answers(WorkerStatus status, int health, int ready, string name)
    {
        _reports.Become(status);

        ((int)(await _http.GetAsync("/health/live", Cancel)).StatusCode).ShouldBe(200);
        ((int)(await _http.GetAsync("/health/ready", Cancel)).StatusCode).ShouldBe(ready);
        var answer = await _http.GetAsync("/health", Cancel);
        ((int)answer.StatusCode).ShouldBe(health);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        json.RootElement.GetProperty("status").GetString().ShouldBe(name);
    }

    [Fact]
    public async Task The_health_body_names_everything_a_person_asks_for()
    {
        _reports.Current = _reports.Current with { LastError = "it hurt", Memory = new MemoryReport("cgroup v2", 1_001, 802, 603, 404, 205, true) };

        using var json = JsonDocument.Parse(await _http.GetStringAsync("/health", Cancel));

        var root = json.RootElement;
        root.GetProperty("store_connected").GetBoolean().ShouldBeTrue();
        root.GetProperty("store_since").GetDateTimeOffset().ShouldBe(FakeReports.Now - TimeSpan.FromSeconds(17));
        root.GetProperty("uptime_seconds").GetDouble().ShouldBe(61.5);
        root.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(FakeReports.Now);
        root.GetProperty("running_jobs").GetInt32().ShouldBe(2);
        root.GetProperty("running_job_ids").EnumerateArray().Select(id => id.GetInt64()).ShouldBe([3, 8]);
        root.GetProperty("places").GetInt32().ShouldBe(5);
        root.GetProperty("version").GetString().ShouldBe("1.2.3");
        root.GetProperty("worker_id").GetString().ShouldBe("w1");
        root.GetProperty("protections")[0].GetString().ShouldBe("guard");
        root.GetProperty("last_error").GetString().ShouldBe("it hurt");
        root.GetProperty("memory").GetRawText().ShouldBe(
            """{"source":"cgroup v2","limit_bytes":1001,"soft_limit_bytes":802,"used_bytes":603,"own_bytes":404,"jobs_bytes":205,"full":true}""");
    }

    [Fact]
    public async Task The_health_body_names_an_instance_only_once_there_is_one()
    {
        using (var json = JsonDocument.Parse(await _http.GetStringAsync("/health", Cancel)))
        {
            json.RootElement.GetProperty("instance").GetGuid().ShouldBe(_reports.Current.Instance);
        }

        _reports.Current = _reports.Current with { Instance = Guid.Empty };
        using var before = JsonDocument.Parse(await _http.GetStringAsync("/health", Cancel));
        before.RootElement.GetProperty("instance").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/metrics/x")]
    [InlineData("/../etc/passwd")]
    [InlineData("/api/v1/jobs")]
    public async Task Anything_else_is_not_found(string path)
    {
        var answer = await _http.GetAsync(path, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        json.RootElement.GetProperty("status").GetInt32().ShouldBe(404);
    }

    [Fact]
    public async Task Head_has_the_head_of_get_and_no_body()
    {
        var get = await _http.GetAsync("/health/live", Cancel);
        var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/health/live"), Cancel);

        head.StatusCode.ShouldBe(get.StatusCode);
        head.Content.Headers.ContentLength.ShouldBe(get.Content.Headers.ContentLength);
        (await head.Content.ReadAsByteArrayAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_methods_are_refused_and_told_which_are_not()
    {
        var answer = await _http.DeleteAsync("/health", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.ShouldBe(["GET", "HEAD"]);
    }

    [Fact]
    public async Task A_request_with_a_body_gets_an_answer_and_the_body_is_not_read()
    {
        using var body = new ByteArrayContent(new byte[200_000]);
        var answer = await _http.PostAsync("/health", body, Cancel);

        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Both_families_of_addresses_are_served()
    {
        (await _http.GetAsync($"http://127.0.0.1:{_server.Port}/health/live", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        if (Socket.OSSupportsIPv6)
        {
            (await _http.GetAsync($"http://[::1]:{_server.Port}/health/live", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_client_that_never_finishes_its_request_is_closed()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: "), Cancel);

        var buffer = new byte[4096];
        var said = new StringBuilder();
        for (var read = await stream.ReadAsync(buffer, Cancel); read > 0; read = await stream.ReadAsync(buffer, Cancel))
        {
            said.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        said.ToString().ShouldContain("408");
    }

    [Fact]
    public async Task A_head_that_is_too_long_is_refused()
    {
        var answer = await _http.GetAsync("/" + new string('x', 10_000), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }

    [Fact]
    public async Task Connections_over_the_limit_are_closed_and_room_comes_back()
    {
        await using var small = await HealthServer.StartAsync(_reports, new HealthServerOptions { Port = 0, MaxConnections = 2 });
        var held = new[] { new TcpClient(), new TcpClient() };
        foreach (var client in held)
        {
            await client.ConnectAsync(IPAddress.Loopback, small.Port, Cancel);
            await client.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Cancel);
            (await client.GetStream().ReadAsync(new byte[1000], Cancel)).ShouldBeGreaterThan(0);
        }

        using (var third = new TcpClient())
        {
            await third.ConnectAsync(IPAddress.Loopback, small.Port, Cancel);
            (await ReadOrResetAsync(third)).ShouldBe(0);
        }

        Array.ForEach(held, client => client.Dispose());
        await AnswersAsync(small.Port);
    }

    [Fact]
    public async Task A_port_that_was_set_and_is_taken_is_an_error_that_names_it()
    {
        var taken = await Should.ThrowAsync<PortTakenException>(
            () => HealthServer.StartAsync(_reports, new HealthServerOptions { Port = _server.Port }));

        taken.Port.ShouldBe(_server.Port);
        taken.Message.ShouldContain(_server.Port.ToString());
    }

    [Fact]
    public async Task Without_a_port_three_servers_find_three_places()
    {
        await using var first = await HealthServer.StartAsync(_reports, new HealthServerOptions());
        await using var second = await HealthServer.StartAsync(_reports, new HealthServerOptions());
        await using var third = await HealthServer.StartAsync(_reports, new HealthServerOptions());

        new[] { first.Port, second.Port, third.Port }.ShouldBeUnique();
        await AnswersAsync(third.Port);
    }

    [Fact]
    public Task It_answers_well_within_a_second_of_being_started() => Promise.BestOfAsync(
        1,
        async () =>
        {
            var clock = Stopwatch.StartNew();
            await using var server = await HealthServer.StartAsync(_reports, new HealthServerOptions { Port = 0 });
            (await _http.GetAsync($"http://127.0.0.1:{server.Port}/health/live", Cancel)).EnsureSuccessStatusCode();
            return clock.Elapsed;
        });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<int> ReadOrResetAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[100], Cancel);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task AnswersAsync(int port)
    {
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(20))
        {
            try
            {
                (await _http.GetAsync($"http://127.0.0.1:{port}/health/live", Cancel)).EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
            }
        }

        throw new TimeoutException($"Nobody answers on port {port}.");
    }
}
