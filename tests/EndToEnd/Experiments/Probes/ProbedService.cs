using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>A small real service on loopback whose routes a test writes.</summary>
internal sealed class ProbedService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProbedService(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Starts it; with TLS its certificate is one that nobody trusts.</summary>
    public static async Task<ProbedService> StartAsync(Action<WebApplication> map, bool tls = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, end =>
        {
            if (tls)
            {
                end.UseHttps(SelfSigned());
            }
        }));
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new ProbedService(app);
    }

    /// <summary>A load plan with these requests, which nobody runs.</summary>
    public static LoadPlan Load(string requests)
    {
        var errors = new PlanErrors();
        var yaml = $"name: probed\nexecutor: constant-vus\nvus: 1\nduration: 10s\nfeeds: {{ id: {{ range: [1, 100] }} }}\nrequests:\n{requests}";
        var load = LoadPlanReader.Read(YamlReader.Parse(yaml, "test", errors)!, ".", errors);
        errors.All.ShouldBeEmpty();
        return load!;
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
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
