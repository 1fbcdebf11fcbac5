namespace StreamMood.Vision.Emotions;

/// <summary>After which convention a classifier with two outputs reads a face.</summary>
public enum EmotionReadout
{
    /// <summary>The first output, what the worker publishes: many raters' votes, eight expressions.</summary>
    Votes,

    /// <summary>
    /// The second output: FER2013's own labels, seven expressions. One collector's reading of web pictures, which calls much
    /// sad, angry or afraid that raters call neutral. The first output where a classifier has no second.
    /// </summary>
    Fer,
}
