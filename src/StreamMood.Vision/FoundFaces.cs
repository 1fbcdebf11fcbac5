using System.Buffers;
using StreamMood.Vision.Detection;

namespace StreamMood.Vision;

/// <summary>
/// The faces of one frame and their aligned crops, which are what travels to the batched classifier. Keep and reuse instances. Many may
/// wait at a time, so the crops' buffer, by far the largest, can be given back: a frame of many faces then costs memory only while it is
/// looked at. Not thread safe.
/// </summary>
public sealed class FoundFaces
{
    private DetectedFace[] _faces = [];
    private float[] _qualities = [];
    private float[] _sharpnesses = [];
    private float[] _crops = [];
    private int _cropLength;

    /// <summary>Width of the frame in pixels, as its header states it.</summary>
    public int Width { get; private set; }

    /// <summary>Height of the frame in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Mean luma of the picture, 0 to 1, by a sample of its pixels.</summary>
    public float Brightness { get; internal set; }

    /// <summary>How many faces there are.</summary>
    public int Count { get; private set; }

    /// <summary>The faces, best score first, in pixels of the frame.</summary>
    public ReadOnlySpan<DetectedFace> Faces => _faces.AsSpan(0, Count);

    /// <summary>How far each face can be trusted, 0 to 1, see <see cref="FaceQuality"/>.</summary>
    public ReadOnlySpan<float> Qualities => _qualities.AsSpan(0, Count);

    /// <summary>How sharp each face is, 0 to 1, see <see cref="FaceSharpness"/>.</summary>
    public ReadOnlySpan<float> Sharpnesses => _sharpnesses.AsSpan(0, Count);

    /// <summary>One normalised crop a face, one behind the other, ready for <see cref="Emotions.EmotionClassifier"/>.</summary>
    public ReadOnlySpan<float> Crops => _crops.AsSpan(0, Count * _cropLength);

    /// <summary>Gives the crops' buffer back to the shared pool; <see cref="Crops"/> is empty until faces are found again.</summary>
    public void DropCrops()
    {
        if (_crops.Length > 0)
            ArrayPool<float>.Shared.Return(_crops);
        (_crops, _cropLength) = ([], 0);
    }

    internal void Reset(int width, int height) => (Width, Height, Count) = (width, height, 0);

    /// <summary>Takes over the faces and makes room for their crops and qualities.</summary>
    internal void Fill(ReadOnlySpan<DetectedFace> faces, int cropLength)
    {
        if (_faces.Length < faces.Length)
        {
            _faces = new DetectedFace[faces.Length];
            _qualities = new float[faces.Length];
            _sharpnesses = new float[faces.Length];
        }

        if (_crops.Length < faces.Length * cropLength)
        {
            DropCrops();
            _crops = ArrayPool<float>.Shared.Rent(faces.Length * cropLength);
        }

        faces.CopyTo(_faces);
        (Count, _cropLength) = (faces.Length, cropLength);
    }

    internal Span<float> Crop(int face) => _crops.AsSpan(face * _cropLength, _cropLength);

    internal void SetQuality(int face, float quality, float sharpness) => (_qualities[face], _sharpnesses[face]) = (quality, sharpness);
}
