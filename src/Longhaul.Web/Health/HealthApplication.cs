using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Longhaul.Web.Health;

/// <summary>What Kestrel hands requests to where there is no web host.</summary>
internal sealed class HealthApplication(HealthEndpoints endpoints) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => endpoints.AnswerAsync(context);

    public void DisposeContext(HttpContext context, Exception? exception) { }
}
