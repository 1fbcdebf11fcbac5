namespace StreamMood.Vision.Analysis;

/// <summary>One picture of a source as encoded bytes, or why the source gave none.</summary>
/// <param name="Source">The file.</param>
/// <param name="Index">Number of the frame in its source, from 0.</param>
/// <param name="Time">Since the source's first frame.</param>
/// <param name="Bytes">JPEG or PNG; empty beside an error.</param>
/// <param name="Error">One line; null when there are bytes.</param>
/// <param name="IsVideo">Whether the frame is one of a sequence.</param>
public sealed record MediaFrame(string Source, int Index, TimeSpan Time, byte[] Bytes, string? Error, bool IsVideo);
