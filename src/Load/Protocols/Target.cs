using System.Net;
using System.Net.Sockets;
using Headroom.Model.Plans;

namespace Headroom.Load.Protocols;

/// <summary>Where a run's requests go, with its name resolved once.</summary>
internal sealed class Target
{
    private int _preferred;

    /// <summary>A target whose name is resolved.</summary>
    public Target(Uri address, LoadPlan load, IPEndPoint[] endPoints) =>
        (Address, Protocol, VerifyCertificate, FollowRedirects, EndPoints) =
            (address, load.Protocol, load.VerifyCertificate, load.FollowRedirects, endPoints);

    /// <summary>The service's address.</summary>
    public Uri Address { get; }

    /// <summary>The version of HTTP.</summary>
    public HttpProtocol Protocol { get; }

    /// <summary>Whether a certificate that the machine does not trust is an error.</summary>
    public bool VerifyCertificate { get; }

    /// <summary>Whether redirects are followed.</summary>
    public bool FollowRedirects { get; }

    /// <summary>Whether connections are encrypted.</summary>
    public bool IsTls => Address.Scheme == Uri.UriSchemeHttps;

    /// <summary>The addresses that the name stands for; none when it could not be resolved.</summary>
    public IPEndPoint[] EndPoints { get; }

    /// <summary>The place of the first address to try: the one that answered last, or the one behind one that did not.</summary>
    public int Preferred
    {
        get => Volatile.Read(ref _preferred);
        set => Volatile.Write(ref _preferred, value);
    }

    /// <summary>Lets the connections that follow begin with the address behind one that did not answer.</summary>
    /// <param name="place">Its place; once another one is preferred, nothing changes.</param>
    public void Leave(int place)
    {
        if (Preferred == place)
        {
            Preferred = (place + 1) % EndPoints.Length;
        }
    }

    /// <summary>Resolves a target's name; one that has no address is a target all the same, whose connections end as unresolved.</summary>
    public static async Task<Target> ResolveAsync(Uri address, LoadPlan load, CancellationToken cancellation)
    {
        try
        {
            var found = await Dns.GetHostAddressesAsync(address.IdnHost, cancellation);
            return new Target(address, load, [.. found.Select(ip => new IPEndPoint(ip, address.Port))]);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            return new Target(address, load, []);
        }
    }
}
