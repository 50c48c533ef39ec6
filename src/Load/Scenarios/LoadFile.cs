using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>A load plan in a file of its own, which may say where its load goes.</summary>
/// <param name="Load">The load.</param>
/// <param name="Url">The service's address, or null when the file names none.</param>
/// <param name="AllowedTargets">Hosts besides loopback that load may go to, each as "host" or "host:port".</param>
public sealed record LoadFile(LoadPlan Load, Uri? Url, IReadOnlyList<string> AllowedTargets);
