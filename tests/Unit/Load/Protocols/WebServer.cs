using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>Kestrel on loopback: a real server of HTTP/2 and WebSockets, whose answer a test writes.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _tls;

    private WebServer(WebApplication app, bool tls) => (_app, _tls) = (app, tls);

    public Uri Url
    {
        get
        {
            var port = new Uri(_app.Urls.Single()).Port;
            return new Uri($"{(_tls ? "https" : "http")}://127.0.0.1:{port}");
        }
    }

    /// <summary>Starts a server; with TLS its certificate is one that nobody trusts.</summary>
    public static async Task<WebServer> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http2, bool tls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, end =>
        {
            end.Protocols = protocols;
            if (tls)
            {
                end.UseHttps(SelfSigned());
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        await app.StartAsync();
        return new WebServer(app, tls);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
