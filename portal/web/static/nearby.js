// By distance: where the telephone is, asked only when the button is pressed, rounded to about a hundred metres, sent once, kept nowhere.
(() => {
  const form = document.getElementById('near'), said = document.getElementById('near-said');
  if (!form || !navigator.geolocation) return;
  const words = { 1: '没有允许定位。请按县（市、区）找。', 2: '手机没有定到位置。请按县（市、区）找。', 3: '定位太慢了。请再按一次，或按县（市、区）找。' };
  form.hidden = false;
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    said.textContent = '正在定位…';
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.latitude.value = coords.latitude.toFixed(3);
      form.longitude.value = coords.longitude.toFixed(3);
      said.textContent = '';
      form.submit();
    }, (error) => { said.textContent = words[error.code] || words[2]; }, { timeout: 10000, maximumAge: 60000 });
  });
})();
