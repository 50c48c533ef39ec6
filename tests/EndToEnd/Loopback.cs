using System.Net;
using Headroom.Experiments.Clusters;

namespace Headroom.Tests.EndToEnd;

/// <summary>Listens for HTTP on a free port of loopback.</summary>
internal static class Loopback
{
    private const int Attempts = 5;

    /// <summary>A listener that listens already, and its address; a port that somebody else takes first is asked for again.</summary>
    public static (HttpListener Listener, Uri Url) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            var url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
            var listener = new HttpListener();
            listener.Prefixes.Add(url.AbsoluteUri);
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }
}
