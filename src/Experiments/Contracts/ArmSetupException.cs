namespace Headroom.Experiments.Contracts;

/// <summary>An arm did not do what the setup of the load asks for; the message says which arm, which request, and what came back.</summary>
public sealed class ArmSetupException(string message) : Exception(message);
