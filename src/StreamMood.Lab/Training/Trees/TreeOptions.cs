namespace StreamMood.Lab.Training.Trees;

/// <summary>When and how nodes split.</summary>
/// <param name="MaxDepth">Most splits on a path.</param>
/// <param name="MinLeaf">Fewest samples in a leaf.</param>
/// <param name="Features">Features looked at in a node, drawn anew each time.</param>
/// <param name="RandomThresholds">
/// One random threshold a feature instead of the best one, as in extremely randomised trees (Geurts, Ernst and Wehenkel 2006).
/// </param>
internal readonly record struct TreeOptions(int MaxDepth, int MinLeaf, int Features, bool RandomThresholds);
