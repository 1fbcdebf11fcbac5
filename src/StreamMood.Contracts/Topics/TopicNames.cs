namespace StreamMood.Contracts.Topics;

/// <summary>The topics, one a kind of event. A breaking change of an event gets a new topic.</summary>
public static class TopicNames
{
    /// <summary>JPEG frames, key camera id; lossy by policy, short retention.</summary>
    public const string Frames = "streammood.frames.v1";

    /// <summary>One <see cref="Events.EmotionEvent"/> a frame, key camera id.</summary>
    public const string Emotions = "streammood.emotions.v1";

    /// <summary>One <see cref="Events.RecommendationEvent"/> a camera and window, key camera id.</summary>
    public const string Recommendations = "streammood.recommendations.v1";

    /// <summary>Messages that could not be worked on, see <see cref="Events.DeadLetter"/>.</summary>
    public const string DeadLetters = "streammood.dead-letters.v1";

    /// <summary>How each camera is doing, see <see cref="Events.CameraReport"/>; compacted, key camera id.</summary>
    public const string Cameras = "streammood.cameras.v1";

    /// <summary>Operators' decisions, compacted, key camera or zone.</summary>
    public const string Control = "streammood.control.v1";

    /// <summary>Cameras whose frames a worker has to leave out, compacted, key camera id. Workers' and agents' own.</summary>
    public const string Load = "streammood.load.v1";

    /// <summary>Emotion events again, key the zone of their camera: what a zone's windows are made of. The recommender's own.</summary>
    public const string Zones = "streammood.recommender-zones.v1";

    /// <summary>The recommender's state, compacted; as many partitions as <see cref="Emotions"/>. The recommender's own.</summary>
    public const string RecommenderState = "streammood.recommender-state.v1";
}
