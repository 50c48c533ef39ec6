namespace Headroom.Model.Findings;

/// <summary>A number from the evidence.</summary>
/// <param name="Name">What it is, in words: "rows read by the scan".</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit: "rows", "ratio" (0..1), "ms", "per_s", "calls", "calls/request", "requests", "buffers/call", "bytes", "bytes/s", "s", "indexes", "transactions"; empty for a pure number.</param>
public sealed record Fact(string Name, double Value, string Unit);
