using System.Globalization;
using System.Net;
using Headroom.Load;

namespace Headroom.Experiments.Faults;

/// <summary>Where a proxy listens and where it goes.</summary>
public sealed record ProxySettings
{
    /// <summary>Its name, such as <c>postgres</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The dependency's host: a name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>The dependency's port.</summary>
    public required int Port { get; init; }

    /// <summary>Where it listens, on loopback; port 0: one that the kernel chooses.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Whether it listens from the start.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What toxicity, jitter and slices are drawn with.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Hosts beside loopback that it may go to, as the plan lists them: "host" or "host:port".</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>"host:port" of the dependency, as Toxiproxy writes it.</summary>
    public string Upstream => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>What is wrong or forbidden; null when nothing is.</summary>
    public string? Mistake =>
        Name.Length == 0 ? "the name is empty"
        : Port is < 1 or > IPEndPoint.MaxPort ? "the upstream's port lies within 1..65535"
        : !IPAddress.IsLoopback(Listen.Address) ? $"{Listen} is not on loopback; a proxy listens nowhere else"
        : !Uri.TryCreate($"http://{Upstream}", UriKind.Absolute, out var address) ? $"'{Upstream}' is no host and port"
        : TargetGuard.Refusal(address, AllowedHosts) is not null
            ? $"the upstream '{Upstream}' is not loopback; a proxy goes to other hosts only when allowed_targets lists them"
        : null;

    /// <summary>The dependency's address.</summary>
    internal EndPoint Dependency => IPAddress.TryParse(Host, out var address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host, Port);
}
