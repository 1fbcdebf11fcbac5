namespace StreamMood.Pipeline.Telemetry;

/// <summary>Instruments that belong to a role and that nothing else asks for; made with the role's host, gone with it.</summary>
public interface IRoleMetrics : IDisposable;
