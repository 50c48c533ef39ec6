using System.Net;
using Headroom.Experiments.Clusters;

namespace Headroom.Tests.EndToEnd.Experiments;

/// <summary>Stands in for a service's health page: nothing listens until it is opened, then it answers 200.</summary>
internal sealed class HealthyEndpoint : IDisposable
{
    private readonly HttpListener listener = new();

    public HealthyEndpoint()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        listener.Prefixes.Add(Address.ToString());
    }

    public Uri Address { get; }

    public void Open()
    {
        listener.Start();
        _ = AnswerAsync();
    }

    public void Dispose() => listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
                (await listener.GetContextAsync()).Response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // closed
        }
    }
}
