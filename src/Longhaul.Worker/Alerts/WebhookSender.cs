using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Alerts;

/// <summary>Posts messages over HTTP, each within ten seconds.</summary>
/// <param name="clock">The clock of the longest wait and of signatures.</param>
public sealed class WebhookSender(TimeProvider clock) : IWebhook
{
    /// <summary>The longest wait for an answer.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(10);

    // One for all, as its connections are meant to be shared. What is posted goes where the file says, and nowhere else.
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 4,
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    /// <summary>Posts a message.</summary>
    /// <param name="alert">Where to and how; not one that is off.</param>
    /// <param name="message">What.</param>
    /// <param name="project">The project's name, for the message.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<AlertDelivery> SendAsync(AlertDefinition alert, AlertMessage message, string project, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            using var request = Request(alert, AlertBody.Of(alert.Format, message, project));
            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return Read(response);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new AlertDelivery(AlertState.Pending, $"no answer within {Timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            return new AlertDelivery(AlertState.Pending, WithoutAddress(e.InnerException?.Message ?? e.Message, alert.Webhook!));
        }
    }

    /// <summary>What a signed message carries: <c>t=UNIX,v1=HEX</c>, the HMAC-SHA256 of the time, a dot and the body.</summary>
    public static string Sign(string secret, long unixSeconds, string body)
    {
        var time = unixSeconds.ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(mac)}";
    }

    private HttpRequestMessage Request(AlertDefinition alert, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, alert.Webhook)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.UserAgent.ParseAdd("longhaul");
        if (alert.Secret is { } secret)
        {
            request.Headers.Add("X-Longhaul-Signature", Sign(secret, clock.GetUtcNow().ToUnixTimeSeconds(), body));
        }

        return request;
    }

    private AlertDelivery Read(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            return new AlertDelivery(AlertState.Sent);
        }

        var mayPass = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500;
        return new AlertDelivery(
            mayPass ? AlertState.Pending : AlertState.GivenUp, $"the answer was {(int)response.StatusCode} ({response.StatusCode})", RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    private static string WithoutAddress(string text, Uri address) =>
        text.Contains(address.PathAndQuery, StringComparison.Ordinal) && address.PathAndQuery.Length > 1 ? "the connection failed" : text;
}
